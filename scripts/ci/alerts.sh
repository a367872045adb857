#!/usr/bin/env bash
# Alerts and dashboard: the rules are valid, each alert fires where it must and is silent where it must, each has its
# section in the runbook, whose commands run, and every query names what the running gateway exports. Needs an installed project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
debian_packages prometheus
command -v kubectl >/dev/null || debian_packages kubernetes-client
cd "$root"
export PATH="$root/node_modules/.bin:$PATH"
node scripts/build-if-needed.mjs

passed=0
failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# check NAME COUNT COMMAND...: COUNT checks pass or fail together.
check() {
  local name=$1 count=$2
  shift 2
  if "$@" >"$log" 2>&1; then
    passed=$((passed + count))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$log"
  fi
}

readonly RULES=helm/files/alerts.yaml
mapfile -t alerts < <(sed -n 's/^ *- alert: //p' "$RULES")
cases() { grep -hc '^  - name:' test/helm/alerts.test.yaml test/helm/alerts-slow.test.yaml | awk "{s += \$1} END {print s}"; }
# Each alert has a case in which it fires and one in which it does not.
both_ways() {
  awk '/alertname:/ {alert = $2} /exp_alerts: \[\]/ {quiet[alert] = 1} /exp_labels:/ {fires[alert] = 1}
    END {for (a in fires) if (a in quiet) print a}' test/helm/alerts*.test.yaml | sort | diff - <(printf '%s\n' "${alerts[@]}" | sort)
}
in_runbook() {
  local alert bad=0
  for alert in "${alerts[@]}"; do
    grep -qx "### $alert" docs/runbook.md || { echo "docs/runbook.md has no section ### $alert"; bad=1; }
    grep -qixF "          runbook_url: '{{ \$externalLabels.runbook_url }}#$alert'" "$RULES" || { echo "$alert has no runbook section"; bad=1; }
  done
  while read -r section; do
    printf '%s\n' "${alerts[@]}" | grep -qx "$section" || { echo "docs/runbook.md explains $section, which is not an alert"; bad=1; }
  done < <(sed -n 's/^### \(Gateway.*\)/\1/p' docs/runbook.md)
  return "$bad"
}
at_least() { [ "$1" -ge "$2" ]; }

check 'the rules are valid' 1 promtool check rules "$RULES"
check "${#alerts[@]} alerts, at least 10" 1 at_least "${#alerts[@]}" 10
check 'each alert is tested both ways' "${#alerts[@]}" both_ways
check 'each alert has its section in the runbook' "${#alerts[@]}" in_runbook
check "promtool: $(cases) cases" "$(cases)" promtool test rules test/helm/alerts.test.yaml test/helm/alerts-slow.test.yaml
check 'each command of the runbook runs' 1 node scripts/ci/runbook.mjs
check 'every query names what the running gateway exports' 1 node scripts/ci/metrics-names.mjs
sed -n 's/^ok/        &/p' "$log"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
