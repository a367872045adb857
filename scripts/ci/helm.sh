#!/usr/bin/env bash
# The chart: lint, unit tests, schema and README as generated from their sources, and every example rendered for
# every supported Kubernetes and validated against that version's own schemas. Needs an installed project.
# usage: helm.sh [--write]; --write renews the chart's schema and README instead of checking anything.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
helm_tools
debian_packages shellcheck
cd "$root"
node scripts/build-if-needed.mjs

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

readme() {
  helm-docs --chart-search-root helm --dry-run --log-level error | npx --no-install prettier --stdin-filepath helm/README.md
}
if [ "${1:-}" = --write ]; then
  node scripts/ci/chart-schema.mjs
  readme >"$work/README.md"
  cp "$work/README.md" helm/README.md
  exit
fi

# check NAME COUNT COMMAND...: COUNT checks pass or fail together.
check() {
  local name=$1 count=$2
  shift 2
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + count))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$work/log"
  fi
}

examples=(helm/examples/*.yaml)

# An umbrella chart that has this one twice, under aliases.
umbrella="$work/umbrella"
cp -r test/helm/umbrella "$umbrella"
mkdir "$umbrella/charts"
cp -r helm "$umbrella/charts/eko-onboarding-gateway"
assertions=$(grep -hcE '^      - [a-zA-Z]+:' helm/tests/*_test.yaml | awk '{s += $1} END {print s}')

lint_all() {
  local example
  for example in "${examples[@]}"; do
    helm lint --strict --quiet helm --values "$example"
  done
}
readme_in_step() {
  readme | diff helm/README.md - || {
    echo 'run scripts/ci/helm.sh --write'
    return 1
  }
}
at_least() { [ "$1" -ge "$2" ]; }
# A template that renders two resources would appear twice as a source; extraobjects.yaml is a list of the operator's.
one_resource_per_template() {
  local example twice
  for example in "${examples[@]}"; do
    twice=$(helm template demo helm --values "$example" | sed -n 's/^# Source: //p' | grep -v extraobjects | sort | uniq -d)
    [ -z "$twice" ] || { echo "$example: $twice"; return 1; }
  done
}
# Together the examples render every template.
every_template_used() {
  local example
  for example in "${examples[@]}"; do
    helm template demo helm --values "$example" | sed -n 's/^# Source: eko-onboarding-gateway.//p'
  done | sort -u | diff - <(cd helm && find templates -name '*.yaml' | sort)
}
# A switched-off dependency renders nothing, the other one under its own name. One that OpenShift gives its user.
umbrella_switches() {
  helm template bank "$umbrella" --set pilot.enabled=false >"$work/one"
  ! grep -q 'name: bank-pilot' "$work/one" && grep -q 'name: bank-onboardinggateway$' "$work/one" &&
    ! grep -q 'runAsUser' "$work/one" && grep -q 'image: "images.example.in/eko-onboarding-gateway:' "$work/one"
}
# Null reaches the chart from every place but an umbrella's values.yaml, where Helm 4 loses it and '' does not.
null_leaves_to_the_platform() {
  helm template demo helm --values helm/examples/existing-secret.yaml --set podSecurityContext.runAsUser=null >"$work/set"
  helm template bank "$umbrella" --set pilot.podSecurityContext.runAsUser=null >"$work/subchart-set"
  printf 'pilot: { podSecurityContext: { runAsUser: null } }\n' >"$work/null.yaml"
  helm template bank "$umbrella" --values "$work/null.yaml" >"$work/subchart-values"
  ! grep runAsUser "$work/set" "$work/subchart-set" "$work/subchart-values"
}
# Two releases in one namespace, with long names too, and two aliases in a release whose name has both, share no object.
releases_are_apart() {
  local release
  {
    for release in shop shop-2 a-release-whose-name-has-exactly-fifty-three-characte; do
      helm template "$release" helm --values helm/examples/platform.yaml --set fullnameOverride=
    done
    helm template pilot-gateway "$umbrella" --set onboardingGateway.nameOverride=gateway
  } | sed -n '/^kind: /{s/^kind: //;h};/^  name: /{s/^  name: //;H;g;s/\n/ /p}' | sort | uniq -d | diff - /dev/null
}
# Local schemas take precedence over the tool's built-in ones of 1.30.
validate() {
  kubectl-validate --version 1.30 --local-schemas "$TOOLS/schemas/$1" --local-crds "$TOOLS/crds" "$2"
}
render_and_validate() {
  local version=$1 example to="$work/rendered/$1"
  mkdir -p "$to"
  for example in "${examples[@]}"; do
    helm template demo helm --namespace onboarding --kube-version "$version" --values "$example" >"$to/$(basename "$example")"
  done
  helm template bank "$umbrella" --namespace onboarding --kube-version "$version" >"$to/umbrella.yaml"
  validate "$version" "$to"
}
# Kubernetes's own library decides, and refuses a pod that it should.
pod_security_restricted() {
  (cd test/helm/pod-security && go build -mod=readonly -o "$work/pod-security" .)
  sed 's/allowPrivilegeEscalation: false/allowPrivilegeEscalation: true/' "$1/openshift.yaml" >"$work/escalating.yaml"
  "$work/pod-security" "$1"/*.yaml && ! "$work/pod-security" "$work/escalating.yaml"
}
# A field that is new in 1.34, and one that does not exist: the schemas of the requested version are used.
schemas_bite() {
  mkdir -p "$work/new" "$work/wrong"
  printf 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec:\n  hostnameOverride: web\n  containers: [{name: web, image: web}]\n' >"$work/new/pod.yaml"
  sed 's/hostnameOverride/hostnameOverruled/' "$work/new/pod.yaml" >"$work/wrong/pod.yaml"
  validate "${KUBERNETES_VERSIONS##* }" "$work/new" && ! validate "${KUBERNETES_VERSIONS%% *}" "$work/new" &&
    ! validate "${KUBERNETES_VERSIONS##* }" "$work/wrong"
}
refuses_old_kubernetes() { ! helm template demo helm --kube-version v1.29.0 --values helm/examples/existing-secret.yaml; }
packaged_without_its_tests() {
  helm package helm --destination "$work" >/dev/null
  tar tzf "$work"/eko-onboarding-gateway-*.tgz >"$work/files"
  grep -q 'templates/tests/test-pod.yaml' "$work/files" && grep -q 'files/alerts.yaml' "$work/files" &&
    ! grep -E '(gateway/tests|examples)/' "$work/files"
}

check 'scripts: shellcheck' 1 shellcheck --external-sources scripts/ci/*.sh
check "helm lint --strict, ${#examples[@]} examples" "${#examples[@]}" lint_all
check "at least 18 examples (${#examples[@]})" 1 at_least "${#examples[@]}" 18
check "at least 250 assertions ($assertions)" 1 at_least "$assertions" 250
check "helm-unittest, $assertions assertions" "$assertions" helm-unittest --strict helm
check 'values.schema.json fits the variables of the gateway' 1 node scripts/ci/chart-schema.mjs --check
check 'README.md fits values.yaml' 1 readme_in_step
check 'one resource per template' 1 one_resource_per_template
check 'the examples render every template' 1 every_template_used
check 'an umbrella chart switches each alias' 1 umbrella_switches
check 'null leaves a field to the platform' 1 null_leaves_to_the_platform
check 'releases in one namespace share no object' 1 releases_are_apart
check 'packaged whole, without tests and examples' 1 packaged_without_its_tests
check 'refuses Kubernetes before 1.30' 1 refuses_old_kubernetes
check 'the schemas tell versions apart' 1 schemas_bite
for version in $KUBERNETES_VERSIONS; do
  check "Kubernetes $version: ${#examples[@]} examples and an umbrella are valid" "${#examples[@]}" render_and_validate "$version"
done
check 'Pod Security "restricted" admits every pod' "${#examples[@]}" pod_security_restricted "$work/rendered/${KUBERNETES_VERSIONS##* }"
check 'the gateway accepts what the chart hands to a pod' "${#examples[@]}" \
  node_modules/node/bin/node scripts/ci/chart-config.mjs "$work/rendered/${KUBERNETES_VERSIONS##* }"/*.yaml
check 'the doctor of helm test: right and wrong keys, no SMS' 6 node_modules/node/bin/node scripts/ci/helm-test-doctor.mjs
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
