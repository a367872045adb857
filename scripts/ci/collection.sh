#!/usr/bin/env bash
# The collection in docs/collection as its users meet it: Bruno's command line sends all of it to the sandbox, the export
# for Postman is the one that its script makes, and newman sends all of that. Needs an installed project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
node scripts/build-if-needed.mjs
(cd scripts/ci/collection && npm ci --ignore-scripts --no-audit --no-fund >/dev/null)
tools=$here/collection/node_modules/.bin
export NO_UPDATE_NOTIFIER=1

work=$(mktemp -d)
# The limits of one agent are for a person, not for two complete runs in a row.
PORT=0 METRICS_PORT=0 STORE_PATH=$work/store AUDIT_FILE=$work/audit.log SHUTDOWN_DELAY_MS=0 DOCS_ENABLED=false \
  RATE_LIMIT_PER_MINUTE=100000 node_modules/.bin/node dist/main.js >"$work/log" 2>&1 &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; wait "$gateway" || true; rm -rf "$work"' EXIT
until grep -qs '"event":"listening"' "$work/log"; do
  kill -0 "$gateway" || { cat "$work/log"; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/.*"event":"listening","url":"\([^"]*\)".*/\1/p' "$work/log")

passed=0
failed=0
# check NAME COMMAND...: prints the output of a check that fails.
check() {
  local name=$1
  shift
  if "$@" >"$work/output" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$work/output"
  fi
}

bruno_run() {
  (cd docs/collection && node "$tools/bru" run -r --env Sandbox --env-var "baseUrl=$url")
}
export_as_made() {
  node scripts/ci/collection/export.mjs --print | diff - docs/collection/postman.json ||
    { printf 'run node scripts/ci/collection/export.mjs\n'; return 1; }
}
every_request_was_sent() {
  [ "$(grep -c '"listen": "test"' docs/collection/postman.json)" -eq "$(find docs/collection/*/ -name '[0-9]*.bru' | wc -l)" ]
}

check 'Bruno sends every request of the collection, and its tests hold' bruno_run
check 'the export for Postman is the one that its script makes' export_as_made
check 'every request of the collection is in it, with its test' every_request_was_sent
check 'newman sends every request of it, and its tests hold' \
  node "$tools/newman" run docs/collection/postman.json --env-var "baseUrl=$url"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
