#!/usr/bin/env bash
# The workflows of GitHub Actions, which cannot run here: their syntax and shell (actionlint), their security (zizmor), every
# action pinned by its commit, and what the release reads from this tree. Ends with `N passed, N failed`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
readonly ZIZMOR=1.32.0
debian_packages shellcheck python3-venv
go_tool "$ACTIONLINT"
install_zizmor() { python3 -m venv "$TOOLS/zizmor" && "$TOOLS/zizmor/bin/pip" install --quiet "zizmor==$ZIZMOR"; }
once "zizmor@$ZIZMOR" install_zizmor
cd "$root"

passed=0
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# check NAME COMMAND...: prints the output of a check that fails.
check() {
  local name=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$work/log"
  fi
}
pinned() { ! grep -nE '^ *-? *uses: ' .github/workflows/*.yaml | grep -vE '@[0-9a-f]{40} # v[0-9.]+$|: *\./\.github/'; }
version() { node -p "require('./package.json').version"; }
refused() { ! "$@" 2>&1; }
# The chart that a release packs, made in a copy.
with_digest() {
  local digest
  digest=sha256:$(printf '%064d' 7)
  mkdir -p "$work/tree" && cp -r scripts helm package.json "$work/tree/" &&
    node "$work/tree/scripts/release.mjs" --chart registry.example.in/onboarding/gateway "$digest" &&
    grep -qx "  digest: $digest" "$work/tree/helm/values.yaml" &&
    grep -qx '  repository: registry.example.in/onboarding/gateway' "$work/tree/helm/values.yaml"
}

check 'actionlint finds nothing' actionlint .github/workflows/*.yaml
check 'zizmor finds nothing' "$TOOLS/zizmor/bin/zizmor" --offline --quiet --min-severity medium .github
check 'every action is pinned by its commit' pinned
check 'package, client, chart and change log are of one version' node scripts/release.mjs "v$(version)"
check 'a tag of another version is refused' refused node scripts/release.mjs v99.0.0
check 'the change log has notes of this version' node scripts/release.mjs --notes "$(version)"
check 'the packed chart names image and digest' with_digest
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
