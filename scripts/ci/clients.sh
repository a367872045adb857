#!/usr/bin/env bash
# The OpenAPI document as its users meet it. redocly and spectral find nothing in it. openapi-typescript, hey-api, orval
# and openapi-generator make TypeScript and Kotlin that compile under strict settings and take a customer of each product
# to COMPLETED in the sandbox; @rjsf/core draws each step. The Swift client is made and not compiled: there is no Swift
# compiler here. Needs an installed project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
if ! { command -v mvn && command -v javac; } >/dev/null; then debian_packages maven openjdk-17-jdk-headless; fi
cd "$root"
node scripts/build-if-needed.mjs
export PATH="$root/node_modules/.bin:$PATH"
# None of these tools may report what it is used on.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true DO_NOT_TRACK=1

passed=0
failed=0
work=$(mktemp -d)
# check NAME COMMAND...: prints the output of a check that fails.
check() {
  local name=$1 started=$SECONDS
  shift
  if "$@" >"$work/output" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %s (%s s)\n' "$name" "$((SECONDS - started))"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$work/output"
  fi
}

PORT=0 METRICS_PORT=0 STORE_PATH=$work/store AUDIT_FILE=$work/audit.log SHUTDOWN_DELAY_MS=0 DOCS_ENABLED=false \
  RATE_LIMIT_PER_MINUTE=100000 node dist/main.js >"$work/log" 2>&1 &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; wait "$gateway" || true; rm -rf "$work"' EXIT
until grep -qs '"event":"listening"' "$work/log"; do
  kill -0 "$gateway" || { cat "$work/log"; exit 1; }
  sleep 0.2
done
GATEWAY=$(sed -n 's/.*"event":"listening","url":"\([^"]*\)".*/\1/p' "$work/log")
DOCUMENT=$work/openapi.json
export GATEWAY DOCUMENT
curl -fsS "$GATEWAY/openapi.json" >"$DOCUMENT"

cd "$here/clients"
rm -rf made
# Maven takes longest and uses the network; npm's part runs meanwhile.
mvn -q -B -f kotlin/pom.xml compile exec:java -Dkotlin.compiler.daemon=false -Ddocument="$DOCUMENT" -Dexec.args="$GATEWAY" >"$work/kotlin.log" 2>&1 &
kotlin=$!
npm ci --ignore-scripts --no-audit --no-fund >/dev/null

without_warnings() { "$@" && ! grep -qi 'warning' "$work/output"; }
make_clients() {
  openapi-typescript "$DOCUMENT" --output made/openapi-typescript.d.ts &&
    openapi-ts --input "$DOCUMENT" --output made/hey-api --client @hey-api/client-fetch --no-log-file &&
    orval --config orval.config.mjs
}
# walk CLIENT: bundled as an app would be.
walk() {
  esbuild "$1.ts" --bundle --format=esm --platform=neutral --main-fields=module,main --log-level=warning \
    --outfile="made/run/$1.mjs" && node "made/run/$1.mjs" "$GATEWAY" && completed
}
# Four products, each to COMPLETED.
completed() { [ "$(grep -c ': .* COMPLETED$' "$work/output")" -eq 4 ]; }
made_kotlin() {
  local status=0
  wait "$kotlin" || status=$?
  cat "$work/kotlin.log"
  [ "$status" -eq 0 ] && completed
}
# What can be said of Swift without its compiler: a type for each schema that has properties, a function for each operation.
made_swift() {
  local sources=made/swift/Sources name
  for name in $(node -p 'Object.keys(JSON.parse(fs.readFileSync(process.env.DOCUMENT)).components.schemas).join(" ")'); do
    # An object without properties is no type of its own.
    [ "$name" != EmptyRequest ] || continue
    grep -rqE "(struct|enum|class) $name\b" "$sources" || { echo "Swift has no $name"; return 1; }
  done
  while read -r name; do
    grep -rqE "func $name\(" "$sources" || { echo "Swift has no function $name"; return 1; }
  done < <(grep -o '"operationId":"[A-Za-z]*"' "$DOCUMENT" | cut -d'"' -f4)
}

check 'redocly: no error, no warning' without_warnings npx redocly lint --config redocly.yaml "$DOCUMENT"
check 'spectral: no error, no warning' npx spectral lint --ruleset .spectral.yaml --fail-severity hint "$DOCUMENT"
export PATH="$here/clients/node_modules/.bin:$PATH"
check 'openapi-typescript, hey-api and orval make clients' make_clients
check 'strict TypeScript: openapi-typescript and orval' tsc -p tsconfig.json
check 'strict TypeScript: hey-api' tsc -p tsconfig.hey-api.json
for client in openapi-typescript hey-api orval; do
  check "$client: four products to COMPLETED" walk "$client"
done
check '@rjsf/core draws each step from its schema' node forms.mjs "$GATEWAY"
check 'openapi-generator: Kotlin without warnings, four products to COMPLETED' made_kotlin
check 'openapi-generator: Swift has each schema and operation' made_swift
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
