{{/* Names, labels and annotations: the same on every object. */}}

{{- define "gateway.chart" -}}
{{ .Values.nameOverride | default .Chart.Name }}
{{- end }}

{{/* A DNS label even for an alias such as onboardingGateway or a release with dots; suffixes of 13 characters fit behind it. */}}
{{- define "gateway.name" -}}
{{- $chart := include "gateway.chart" . -}}
{{- /* In an umbrella chart a release's name may contain the aliases of several. */ -}}
{{- $short := and .Chart.IsRoot (contains $chart .Release.Name) -}}
{{- $whole := ternary .Release.Name (printf "%s-%s" .Release.Name $chart) $short -}}
{{- .Values.fullnameOverride | default $whole | lower | replace "." "-" | replace "_" "-" | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{/* What a label may hold of a text. */}}
{{- define "gateway.labelValue" -}}
{{- regexReplaceAll "[^A-Za-z0-9_.-]" . "_" | trunc 63 | trimAll "-_." -}}
{{- end }}

{{/* What all objects of one installation share, also where a chart or a namespace has several. */}}
{{- define "gateway.installation" -}}
app.kubernetes.io/name: {{ include "gateway.labelValue" (include "gateway.chart" .) | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* The labels by which pods are found: they must not change while a Deployment exists. */}}
{{- define "gateway.selector" -}}
{{ include "gateway.installation" . }}
app.kubernetes.io/component: gateway
{{- end }}

{{/*
Labels of an object: (dict "root" $ "component" "gateway" "labels" (dict)). The operator's come before the chart's, except
those by which objects are found.
*/}}
{{- define "gateway.labels" -}}
{{- $root := .root -}}
{{- $found := include "gateway.installation" $root | fromYaml -}}
{{- $_ := set $found "app.kubernetes.io/component" (.component | default "gateway") -}}
{{- $_ := set $found "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- $described := dict
  "helm.sh/chart" (include "gateway.labelValue" (printf "%s-%s" $root.Chart.Name $root.Chart.Version))
  "app.kubernetes.io/version" (include "gateway.labelValue" (regexReplaceAll "@.*$" (include "gateway.tag" $root) ""))
  "app.kubernetes.io/part-of" (include "gateway.labelValue" $root.Chart.Name) -}}
{{- merge $found (.labels | default dict) ($root.Values.commonLabels | default dict) $described | toYaml -}}
{{- end }}

{{/* Name, labels and annotations of an object: (dict "root" $), and where they differ name, part, component, labels, annotations. */}}
{{- define "gateway.metadata" -}}
name: {{ .name | default (include "gateway.name" .root) }}{{ with .part }}-{{ . }}{{ end }}
labels:
  {{- include "gateway.labels" . | nindent 2 }}
{{- with merge (dict) (.annotations | default dict) (.root.Values.commonAnnotations | default dict) }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
