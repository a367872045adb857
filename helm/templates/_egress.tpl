{{/* How pods leave: through a proxy or directly. */}}

{{/* Whether Eko and the issuer are reached through a proxy, whose URL may be a secret. */}}
{{- define "gateway.hasProxy" -}}
{{- if or .Values.egress.proxy.url (has "HTTPS_PROXY" (include "gateway.secretKeys" . | fromJsonArray)) }}yes{{ end -}}
{{- end }}

{{/* The variables of the proxy. */}}
{{- define "gateway.proxyVariables" -}}
{{- with .Values.egress.proxy.url }}
HTTPS_PROXY: {{ . | quote }}
HTTP_PROXY: {{ . | quote }}
{{- end }}
{{- if and (include "gateway.hasProxy" .) .Values.egress.proxy.noProxy }}
NO_PROXY: {{ join "," .Values.egress.proxy.noProxy | quote }}
{{- end }}
{{- end }}

{{/* One egress rule of a network policy: TCP to these peers at these ports. */}}
{{- define "gateway.egress" -}}
- to: {{- toYaml .to | nindent 4 }}
  ports:
    {{- range .ports }}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- end }}

{{/* Whom the gateway reaches. With a proxy nothing outside is reached directly, except an issuer or a collector that is named. */}}
{{- define "gateway.egressRules" -}}
- to: {{- toYaml .Values.networkPolicy.dns.to | nindent 4 }}
  ports:
    {{- range .Values.networkPolicy.dns.ports }}
    - {protocol: UDP, port: {{ . }}}
    - {protocol: TCP, port: {{ . }}}
    {{- end }}
{{- if eq .Values.store.kind "redis" }}
{{ include "gateway.egress" .Values.networkPolicy.redis }}
{{- end }}
{{- if include "gateway.hasProxy" . }}
{{ include "gateway.egress" .Values.networkPolicy.proxy }}
{{- else if ne .Values.eko.environment "sandbox" }}
{{ include "gateway.egress" .Values.networkPolicy.eko }}
{{- end }}
{{- if and .Values.auth.jwksUrl .Values.networkPolicy.issuer.to }}
{{ include "gateway.egress" .Values.networkPolicy.issuer }}
{{- end }}
{{- if and (index .Values.config "OTEL_EXPORTER_OTLP_ENDPOINT") .Values.networkPolicy.otlp.to }}
{{ include "gateway.egress" .Values.networkPolicy.otlp }}
{{- end }}
{{- end }}
