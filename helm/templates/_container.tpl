{{/* The configuration, secrets and files of the gateway's container, which the doctor of `helm test` has, too. */}}

{{- define "gateway.environment" -}}
envFrom:
  {{- with .Values.extraEnvFrom }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
  # The last one wins.
  - configMapRef:
      name: {{ include "gateway.name" . }}
env:
  {{- range include "gateway.secretKeys" . | fromJsonArray }}
  - name: {{ . }}_FILE
    value: /run/secrets/gateway/{{ . }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "gateway.volumeMounts" -}}
volumeMounts:
  - name: secrets
    mountPath: /run/secrets/gateway
    readOnly: true
  {{- if include "gateway.hasFiles" . }}
  - name: files
    mountPath: /etc/gateway
    readOnly: true
  {{- end }}
  {{- if .Values.trustedCertificates.configMap }}
  - name: certificates
    mountPath: /etc/gateway-ca
    readOnly: true
  {{- end }}
  {{- if eq .Values.store.kind "embedded" }}
  - name: data
    mountPath: /data
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{/* All volumes except `data`, which a second pod could not mount. */}}
{{- define "gateway.volumes" -}}
# A directory, not subPaths: the kubelet replaces its files when the Secret changes.
- name: secrets
  {{- with .Values.secrets.volume }}
  {{- toYaml . | nindent 2 }}
  {{- else }}
  secret:
    secretName: {{ include "gateway.secret" . }}
    defaultMode: 0440
    items:
      {{- range include "gateway.secretKeys" . | fromJsonArray }}
      - key: {{ . }}
        path: {{ . }}
      {{- end }}
  {{- end }}
{{- if include "gateway.hasFiles" . }}
- name: files
  configMap:
    name: {{ include "gateway.name" . }}-files
{{- end }}
{{- with .Values.trustedCertificates.configMap }}
- name: certificates
  configMap:
    name: {{ . }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
