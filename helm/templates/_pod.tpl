{{/* What the pods of the gateway and of `helm test` share. */}}

{{- define "gateway.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "gateway.image" -}}
{{- with .Values.global.imageRegistry | default .Values.image.registry }}{{ . | trimSuffix "/" }}/{{ end -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ include "gateway.tag" . }}{{ end }}
{{- end }}

{{- define "gateway.pullSecrets" -}}
{{- $names := list -}}
{{- range concat .Values.global.imagePullSecrets .Values.image.pullSecrets -}}
  {{- if kindIs "string" . }}{{ $names = append $names . }}{{ else }}{{ $names = append $names .name }}{{ end -}}
{{- end -}}
{{- with uniq $names -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end -}}
{{- end }}

{{/*
A security context without the fields that are left to the platform: null, or '' where null does not arrive (Helm 4 loses a
null in the values.yaml of an umbrella chart).
*/}}
{{- define "gateway.securityContext" -}}
{{- $set := dict -}}
{{- range $field, $value := . -}}
  {{- if not (or (kindIs "invalid" $value) (eq (toString $value) "")) }}{{ $_ := set $set $field $value }}{{ end -}}
{{- end -}}
{{- toYaml $set -}}
{{- end }}

{{/* A pod is replaced when what it reads only at its start has changed. */}}
{{- define "gateway.podAnnotations" -}}
{{- $checksums := dict -}}
{{- range $name, $template := dict "config" "configmap" "files" "configmap-files" "secret" "secret" -}}
  {{- $_ := set $checksums (print "checksum/" $name) (include (printf "%s/%s.yaml" $.Template.BasePath $template) $ | sha256sum) -}}
{{- end -}}
{{- merge $checksums (.Values.podAnnotations | default dict) (.Values.commonAnnotations | default dict) | toYaml -}}
{{- end }}

{{/* Fields of a pod that are passed on as they are. */}}
{{- define "gateway.podFields" -}}
{{- range $field := list "priorityClassName" "runtimeClassName" "nodeSelector" "tolerations" "affinity" "dnsPolicy" "dnsConfig" "hostAliases" "initContainers" -}}
{{- with index $.Values $field }}
{{ dict $field . | toYaml }}
{{- end -}}
{{- end -}}
{{- end }}
