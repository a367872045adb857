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
{{- else if or .Values.secrets.existingSecret .Values.secrets.volume }}{{ include "gateway.secretsRequired" . }}
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

{{/* The lifecycle hooks: the wait before SIGTERM, unless another preStop is given. */}}
{{- define "gateway.lifecycle" -}}
{{- $hooks := deepCopy .Values.lifecycle -}}
{{- if and .Values.shutdown.preStopSeconds (not $hooks.preStop) -}}
  {{- /* The kubelet sleeps by itself: the image has no shell. */ -}}
  {{- $_ := set $hooks "preStop" (dict "sleep" (dict "seconds" .Values.shutdown.preStopSeconds)) -}}
{{- end -}}
{{- if $hooks }}{{ toYaml $hooks }}{{ end -}}
{{- end }}

{{/* The address to listen on: all of both families where the Service may have IPv6. Nodes may lack IPv6 altogether. */}}
{{- define "gateway.host" -}}
{{- if or (has "IPv6" .Values.service.ipFamilies) (hasSuffix "DualStack" .Values.service.ipFamilyPolicy) }}::{{ else }}0.0.0.0{{ end -}}
{{- end }}

{{/* The IP families of a Service. */}}
{{- define "gateway.ipFamilies" -}}
{{- with .Values.service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .Values.service.ipFamilies }}
ipFamilies: {{ toJson . }}
{{- end }}
{{- end }}
