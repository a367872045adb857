#!/usr/bin/env bash
# Sourced by the check scripts: installs the tools and schemas they need, once, in a cache directory.
# Go modules come from the module proxy, everything else from Debian's packages.
set -euo pipefail

# The cache outlives a run; nothing in it is needed by the project itself.
TOOLS=${CI_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/eko-onboarding-gateway}
export TOOLS
mkdir -p "$TOOLS/bin"
export PATH="$TOOLS/bin:$PATH"
# A proxy may serve modules but not reach the checksum database; GOFLAGS of the caller must not have an effect.
export GOBIN="$TOOLS/bin" GOFLAGS=-mod=mod

readonly HELM=helm.sh/helm/v4/cmd/helm@v4.3.1
readonly KUBECTL_VALIDATE=sigs.k8s.io/kubectl-validate@v0.0.4
readonly HELM_UNITTEST=github.com/helm-unittest/helm-unittest@v1.1.2
readonly HELM_DOCS=github.com/norwoodj/helm-docs/cmd/helm-docs@v1.14.2
readonly PROMETHEUS_OPERATOR=github.com/prometheus-operator/prometheus-operator@v0.85.0
readonly GATEWAY_API=sigs.k8s.io/gateway-api@v1.6.0
readonly SECRETS_STORE=sigs.k8s.io/secrets-store-csi-driver@v1.5.3
readonly EXTERNAL_SECRETS=github.com/external-secrets/external-secrets@v1.3.2
# Those that only the sourcing scripts name.
export COMPOSE=github.com/compose-spec/compose-go/v2/cmd@v2.16.2
export ACTIONLINT=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
# The oldest that the chart supports to the newest.
export KUBERNETES_VERSIONS="v1.30.14 v1.31.14 v1.32.13 v1.33.13 v1.34.4 v1.35.4 v1.36.3 v1.37.1"

# debian_packages PACKAGE...: installs those that are missing.
debian_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  apt-get update -qq
  # Packages start no daemons here: the scripts start their own, on other ports.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# once NAME COMMAND...: runs it unless the cache records that this NAME was done.
once() {
  local stamp="$TOOLS/done/${1//\//_}" started=$SECONDS
  shift
  [ -e "$stamp" ] && return
  mkdir -p "$TOOLS/done"
  printf 'installing %s\n' "$(basename "$stamp")" >&2
  "$@" 2> >(grep -v '^go: downloading' >&2)
  touch "$stamp"
  printf 'installed %s in %s s\n' "$(basename "$stamp")" "$((SECONDS - started))" >&2
}

# module_directory MODULE@VERSION: the directory of the module proxy's copy.
module_directory() {
  (cd "$TOOLS" && go mod download -json "$1") | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'
}

go_tool() {
  once "$1" go install "$1"
}

# helm-unittest's go.mod has replace directives, which `go install module@version` refuses.
build_helm_unittest() {
  local source="$TOOLS/helm-unittest-source"
  rm -rf "$source"
  cp -r "$(module_directory "$HELM_UNITTEST")" "$source"
  chmod -R u+w "$source"
  (cd "$source" && go build -o "$TOOLS/bin/helm-unittest" ./cmd/helm-unittest)
  rm -rf "$source"
}

# Schemas as kubectl-validate reads them: apis/<group>/<version>.json and api/v1.json.
unpack_kubernetes_schemas() {
  local version=$1 from to file name
  from="$(module_directory "k8s.io/kubernetes@$version")/api/openapi-spec/v3"
  to="$TOOLS/schemas/$version"
  rm -rf "$to"
  mkdir -p "$to/api"
  cp "$from/api__v1_openapi.json" "$to/api/v1.json"
  for file in "$from"/apis__*__v*_openapi.json; do
    name=$(basename "$file" _openapi.json)
    name=${name#apis__}
    mkdir -p "$to/apis/${name%__*}"
    cp "$file" "$to/apis/${name%__*}/${name##*__}.json"
  done
}

unpack_crds() {
  local to="$TOOLS/crds"
  rm -rf "$to"
  mkdir -p "$to"
  local operator gateway external secrets
  operator=$(module_directory "$PROMETHEUS_OPERATOR")
  gateway=$(module_directory "$GATEWAY_API")
  external=$(module_directory "$EXTERNAL_SECRETS")
  secrets=$(module_directory "$SECRETS_STORE")
  cp "$operator/example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml" "$to/"
  cp "$operator/example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml" "$to/"
  cp "$gateway/config/crd/standard/gateway.networking.k8s.io_httproutes.yaml" "$to/"
  cp "$external/config/crds/bases/external-secrets.io_externalsecrets.yaml" "$to/"
  cp "$secrets/config/crd/bases/secrets-store.csi.x-k8s.io_secretproviderclasses.yaml" "$to/"
  chmod -R u+w "$to"
}

helm_tools() {
  local version
  go_tool "$HELM"
  go_tool "$KUBECTL_VALIDATE"
  go_tool "$HELM_DOCS"
  once "$HELM_UNITTEST" build_helm_unittest
  once "crds $PROMETHEUS_OPERATOR $GATEWAY_API $EXTERNAL_SECRETS $SECRETS_STORE" unpack_crds
  for version in $KUBERNETES_VERSIONS; do
    once "kubernetes-schemas-$version" unpack_kubernetes_schemas "$version"
  done
}
