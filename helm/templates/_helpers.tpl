{{- define "gateway.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end }}

{{- define "gateway.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end }}

{{- define "gateway.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "gateway.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: {{ .Chart.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "gateway.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "gateway.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (ternary (include "gateway.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "gateway.secret" -}}
{{ .Values.secrets.existingSecret | default (include "gateway.name" .) }}
{{- end }}

{{/* The secrets that the settings ask for, as a JSON list. */}}
{{- define "gateway.secretsRequired" -}}
{{- $keys := list "STORE_ENCRYPTION_KEYS" "IDENTIFIER_SECRET" -}}
{{- if and (eq .Values.store.kind "redis") (eq .Values.store.redis.mode "standalone") }}{{ $keys = append $keys "REDIS_URL" }}{{ end -}}
{{- if ne .Values.eko.environment "sandbox" }}{{ $keys = concat (list "EKO_DEVELOPER_KEY" "EKO_ACCESS_KEY" "EKO_INITIATOR_ID") $keys }}{{ end -}}
{{- $keys | toJson -}}
{{- end }}

{{/* The secrets that are mounted, as a JSON list. */}}
{{- define "gateway.secretKeys" -}}
{{- if .Values.secrets.keys }}{{ .Values.secrets.keys | toJson }}
{{- else if .Values.secrets.external.enabled }}{{ keys .Values.secrets.external.remote | sortAlpha | toJson }}
{{- else if .Values.secrets.existingSecret }}{{ include "gateway.secretsRequired" . }}
{{- else }}{{ keys .Values.secrets.values | sortAlpha | toJson }}
{{- end -}}
{{- end }}

{{/* A whole number as text; large ones must not become 3e+07. */}}
{{- define "gateway.text" -}}
{{- if kindIs "float64" . }}{{ int64 . }}{{ else }}{{ . }}{{ end -}}
{{- end }}

{{- define "gateway.hasFiles" -}}
{{- if or .Values.auth.jwks .Values.overrides }}yes{{ end -}}
{{- end }}

{{/* SIGTERM comes after preStop; SHUTDOWN_TIMEOUT_MS counts from it; 5 seconds let the runtime clear away. */}}
{{- define "gateway.gracePeriod" -}}
{{- add .Values.shutdown.preStopSeconds (divf .Values.shutdown.timeoutMs 1000 | ceil | int) 5 -}}
{{- end }}

{{/* One egress rule of the network policy: TCP to these peers at these ports. */}}
{{- define "gateway.egress" -}}
- to: {{- toYaml .to | nindent 4 }}
  ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end }}
