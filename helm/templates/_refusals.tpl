{{/* What cannot work is refused here, before anything is made, all of it in one message. */}}
{{- define "gateway.refuse" -}}
{{- $v := .Values -}}
{{- $no := list -}}
{{- if not $v.enabled }}{{ $no = append $no "enabled=false works only as the `condition` of a dependency in an umbrella's Chart.yaml; here it would be ignored" }}{{ end -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" (include "gateway.name" .)) }}{{ $no = append $no (printf "the name %s cannot be a Service's, which begins with a letter: set fullnameOverride" (include "gateway.name" .)) }}{{ end -}}
{{- if and $v.global.imageRegistry (regexMatch "^([^/]*[.:][^/]*|localhost)/" $v.image.repository) }}{{ $no = append $no (printf "image.repository=%s names a registry, and so does global.imageRegistry: move the repository's to image.registry, which global.imageRegistry replaces" $v.image.repository) }}{{ end -}}
{{- if and $v.image.digest (contains "@" $v.image.tag) }}{{ $no = append $no "image.digest and the digest in image.tag are both set; keep one of them" }}{{ end -}}
{{- if eq $v.store.kind "embedded" -}}
  {{- if $v.autoscaling.enabled }}{{ $no = append $no "store.kind=embedded has one writer: set autoscaling.enabled=false, or store.kind=redis" }}{{ end -}}
  {{- if and (not $v.autoscaling.enabled) (gt (int $v.replicas) 1) }}{{ $no = append $no "store.kind=embedded has one writer: set replicas=1, or store.kind=redis" }}{{ end -}}
{{- end -}}
{{- if and (eq $v.store.kind "redis") (ne $v.store.redis.mode "standalone") (not $v.store.redis.nodes) }}{{ $no = append $no (printf "store.redis.nodes must name the nodes for store.redis.mode=%s" $v.store.redis.mode) }}{{ end -}}
{{- if $v.production -}}
  {{- if eq $v.eko.environment "sandbox" }}{{ $no = append $no "eko.environment=sandbox in a release marked production: set eko.environment, or production=false for a trial" }}{{ end -}}
  {{- if eq $v.auth.mode "disabled" }}{{ $no = append $no "auth.mode=disabled in a release marked production: set auth.mode=jwt, or production=false for a trial" }}{{ end -}}
{{- end -}}
{{- if and (eq $v.auth.mode "disabled") (ne $v.eko.environment "sandbox") }}{{ $no = append $no (printf "auth.mode=disabled works only with eko.environment=sandbox, not %s" $v.eko.environment) }}{{ end -}}
{{- if and (eq $v.auth.mode "disabled") $v.eko.baseUrl }}{{ $no = append $no "auth.mode=disabled with eko.baseUrl would open that Eko to any client that reaches the pods: set auth.mode=jwt, or eko.baseUrl=''" }}{{ end -}}
{{- if eq $v.auth.mode "jwt" -}}
  {{- if not (or $v.auth.jwksUrl $v.auth.jwks) }}{{ $no = append $no "auth.mode=jwt needs the issuer's keys: set auth.jwksUrl or auth.jwks" }}{{ end -}}
  {{- if and $v.auth.jwksUrl $v.auth.jwks }}{{ $no = append $no "auth.jwksUrl and auth.jwks are both set; keep one of them" }}{{ end -}}
  {{- if not $v.auth.issuer }}{{ $no = append $no "auth.mode=jwt needs auth.issuer" }}{{ end -}}
  {{- if not $v.auth.audience }}{{ $no = append $no "auth.mode=jwt needs auth.audience" }}{{ end -}}
{{- end -}}
{{- $sources := 0 -}}
{{- if $v.secrets.existingSecret }}{{ $sources = add1 $sources }}{{ end -}}
{{- if $v.secrets.values }}{{ $sources = add1 $sources }}{{ end -}}
{{- if $v.secrets.external.enabled }}{{ $sources = add1 $sources }}{{ end -}}
{{- if $v.secrets.volume }}{{ $sources = add1 $sources }}{{ end -}}
{{- if gt (int $sources) 1 }}{{ $no = append $no "secrets has more than one source: keep one of existingSecret, volume, external and values" }}{{ end -}}
{{- if not $sources }}{{ $no = append $no (printf "secrets has no source: set secrets.existingSecret to a Secret with the keys %s, or use secrets.external or secrets.values" (include "gateway.secretsRequired" . | fromJsonArray | join ", ")) }}
{{- else -}}
  {{- $keys := include "gateway.secretKeys" . | fromJsonArray -}}
  {{- range $v.extraEnv -}}
    {{- if has (trimSuffix "_FILE" .name) $keys }}{{ $no = append $no (printf "extraEnv sets %s, which the chart reads from a file: take it out of extraEnv" .name) }}{{ end -}}
  {{- end -}}
  {{- range include "gateway.secretsRequired" . | fromJsonArray -}}
    {{- $key := . -}}
    {{- $found := has $key $keys -}}
    {{- if hasPrefix "EKO_" $key -}}
      {{- /* Every product may bring its own instead of the shared one. */ -}}
      {{- $own := 0 -}}
      {{- range list "CUSTOMER_ACCOUNT" "DMT_FINO" "PPI_DIGIKHATA" "PPI_LEVIN" -}}
        {{- if has (printf "EKO_%s_%s" . (trimPrefix "EKO_" $key)) $keys }}{{ $own = add1 $own }}{{ end -}}
      {{- end -}}
      {{- if eq (int $own) 4 }}{{ $found = true }}{{ end -}}
    {{- end -}}
    {{- if not $found }}{{ $no = append $no (printf "the secret %s is missing" $key) }}{{ end -}}
  {{- end -}}
  {{- if $v.secrets.values -}}
    {{- range $keys -}}
      {{- if not (index $v.secrets.values .) }}{{ $no = append $no (printf "secrets.values has nothing for %s" .) }}{{ end -}}
    {{- end -}}
  {{- end -}}
  {{- if $v.secrets.external.enabled -}}
    {{- if not $v.secrets.external.store.name }}{{ $no = append $no "secrets.external.store.name must name the secret store" }}{{ end -}}
    {{- range $keys -}}
      {{- if not (index $v.secrets.external.remote .) }}{{ $no = append $no (printf "secrets.external.remote has nothing for %s" .) }}{{ end -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- range list "HTTPS_PROXY" "HTTP_PROXY" -}}
  {{- if and $v.egress.proxy.url (has . (include "gateway.secretKeys" $ | fromJsonArray)) }}{{ $no = append $no (printf "egress.proxy.url and the secret %s are both set; keep one of them" .) }}{{ end -}}
{{- end -}}
{{- if ge (int $v.shutdown.delayMs) (int $v.shutdown.timeoutMs) }}{{ $no = append $no "shutdown.timeoutMs counts from SIGTERM and must exceed shutdown.delayMs" }}{{ end -}}
{{- if and $v.autoscaling.enabled (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) }}{{ $no = append $no "autoscaling.minReplicas exceeds autoscaling.maxReplicas" }}{{ end -}}
{{- if and $v.autoscaling.enabled (not (or $v.autoscaling.cpu $v.autoscaling.memory $v.autoscaling.inFlight $v.autoscaling.metrics)) }}{{ $no = append $no "autoscaling.enabled needs a metric: set autoscaling.cpu, memory, inFlight or metrics" }}{{ end -}}
{{- if and $v.monitoring.alerts.enabled (not $v.monitoring.alerts.runbookUrl) }}{{ $no = append $no "monitoring.alerts.runbookUrl must be the address, https://…, at which docs/runbook.md can be read: alerts link to its sections" }}{{ end -}}
{{- if and $v.podDisruptionBudget.enabled (eq $v.store.kind "redis") -}}
  {{- $least := int (ternary $v.autoscaling.minReplicas $v.replicas $v.autoscaling.enabled) -}}
  {{- $stay := toString $v.podDisruptionBudget.minAvailable -}}
  {{- if or (eq $stay "100%") (and (regexMatch "^[0-9]+$" $stay) (ge (int $stay) $least)) (and (eq $stay "") (has (toString $v.podDisruptionBudget.maxUnavailable) (list "0" "0%"))) }}{{ $no = append $no (printf "podDisruptionBudget lets none of %d pods go, so no node could be drained: set fewer for minAvailable, or maxUnavailable=1" $least) }}{{ end -}}
{{- end -}}
{{- if and $v.ingress.enabled (not $v.ingress.host) }}{{ $no = append $no "ingress.enabled needs ingress.host" }}{{ end -}}
{{- if and $v.httpRoute.enabled (not $v.httpRoute.parents) }}{{ $no = append $no "httpRoute.enabled needs httpRoute.parents" }}{{ end -}}
{{- if $v.networkPolicy.enabled -}}
  {{- if not $v.networkPolicy.clients }}{{ $no = append $no "networkPolicy.clients is empty, so no client can call the API: name peers, or set networkPolicy.enabled=false" }}{{ end -}}
  {{- if and (eq $v.store.kind "redis") (not $v.networkPolicy.redis.to) }}{{ $no = append $no "networkPolicy.redis.to must name Redis for store.kind=redis" }}{{ end -}}
  {{- if and $v.monitoring.serviceMonitor.enabled (not $v.networkPolicy.prometheus) }}{{ $no = append $no "networkPolicy.prometheus must name Prometheus for monitoring.serviceMonitor" }}{{ end -}}
  {{- if and (index $v.config "OTEL_EXPORTER_OTLP_ENDPOINT") (not $v.networkPolicy.otlp.to) (not (include "gateway.hasProxy" .)) }}{{ $no = append $no "networkPolicy.otlp.to must name the collector for config.OTEL_EXPORTER_OTLP_ENDPOINT" }}{{ end -}}
  {{- if and (include "gateway.hasProxy" .) (not $v.networkPolicy.proxy.to) }}{{ $no = append $no "networkPolicy.proxy.to must name the proxy of egress.proxy.url or of the secret HTTPS_PROXY" }}{{ end -}}
{{- end -}}
{{- if $no }}{{ fail (printf "\n\nThis release would not work:\n  - %s\n" (join "\n  - " $no)) }}{{ end -}}
{{- end }}
