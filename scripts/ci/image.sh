#!/usr/bin/env bash
# Builds the Dockerfile's stages without a Docker engine (build-image.mjs) and runs the last one as a container runtime
# would: a separate root that is mounted read-only, another user without capabilities, PID 1 of a new PID namespace,
# no shell inside, a real Redis beside it. Prints one line per check and `N passed, N failed`.
# usage: image.sh [CONTEXT]; needs root (for namespaces) and a context with node_modules.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
context=$(cd "${1:-$here/../..}" && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
debian_packages redis-server curl util-linux

readonly API=23300 METRICS=23464 REDIS=23379
readonly USER_ID=65532
readonly MAX_MEGABYTES=180
work=$(mktemp -d)
chmod 0755 "$work"
passed=0
failed=0
redis_pid=''
gateway_pid=''

finish() {
  [ -z "$gateway_pid" ] || kill -KILL "$gateway_pid" 2>/dev/null || true
  [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# check NAME COMMAND...: one line, one count.
check() {
  local name=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$name"
  else
    failed=$((failed + 1))
    printf 'FAILED  %s\n' "$name"
    sed 's/^/          /' "$work/check.log"
  fi
}

node="$context/node_modules/node/bin/node"
started=$SECONDS
root=$("$node" "$here/build-image.mjs" "$context" "$work/build" 2>"$work/build.log") || {
  tail -40 "$work/build.log"
  echo '0 passed, 1 failed'
  exit 1
}
printf 'built in %s s\n' "$((SECONDS - started))"

field() {
  "$node" -p "JSON.parse(require('fs').readFileSync('$work/build/image.json', 'utf8'))$1"
}

# What is in the tree, and what must not be.
no_such_files() {
  local found
  found=$(cd "$root" && find . \( "$@" \) -print)
  [ -z "$found" ] || { echo "$found" | head; return 1; }
}
small_enough() {
  local megabytes
  megabytes=$(du -sm --apparent-size "$root" | cut -f1)
  echo "$megabytes MB"
  [ "$megabytes" -le "$MAX_MEGABYTES" ]
}
nothing_with_setuid() { [ -z "$(find "$root" -perm /6000 -print)" ]; }
only_data_belongs_to_the_user() { [ "$(cd "$root" && find . -uid "$USER_ID" -print)" = ./data ]; }
# OpenShift starts it as any user of group 0.
readable_for_group_0() { no_such_files ! -type l \( ! -gid 0 -o ! -perm -g=r -o -type d ! -perm -g=x \); }
only_data_and_tmp_writable_for_group_0() {
  no_such_files ! -type l -perm -g=w ! -path ./data ! -path ./tmp && [ "$(stat -c %a "$root/data" "$root/tmp" | xargs)" = '770 1777' ]
}
packages_have_records() { [ -s "$root/var/lib/dpkg/status.d/libc6" ] && [ -s "$root/etc/os-release" ]; }

check 'the user is numeric and not root' test "$(field .user)" = "$USER_ID:$USER_ID"
check 'the entry point is in exec form and is Node.js itself' \
  test "$(field '.entrypoint.join(" ")')" = '/usr/local/bin/node --disable-sigusr1 --max-semi-space-size=16 --no-allocation-site-pretenuring --heap-growing-percent=50 --no-memory-reducer --expose-gc dist/main.js'
check 'the labels name title, version and revision' \
  test "$(field '.labels["org.opencontainers.image.title"]')" = eko-onboarding-gateway
check 'no shell, no package manager, no npm' \
  no_such_files -name sh -o -name bash -o -name dash -o -name busybox -o -name apt -o -name npm -o -name npx
check 'no development dependency' no_such_files -path '*/node_modules/node' -o -path '*/node_modules/jest' \
  -o -path '*/node_modules/typescript' -o -path '*/node_modules/@swc' -o -path '*/node_modules/eslint'
check 'no source, test, declaration, map or environment file' \
  no_such_files -path './app/src' -o -path './app/test' -o -name '*.spec.*' -o -name '*.d.ts' -o -name '*.map' -o -name '.env*' -o -name '.git'
check 'no setuid or setgid file' nothing_with_setuid
check 'only /data belongs to the user' only_data_belongs_to_the_user
check 'every file is readable for group 0' readable_for_group_0
check 'only /data and /tmp are writable for group 0' only_data_and_tmp_writable_for_group_0
check 'scanners find the packages of the libraries' packages_have_records
check "at most $MAX_MEGABYTES MB" small_enough

# A separate Redis on a private port, without persistence.
redis-server --port "$REDIS" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" --daemonize no >"$work/redis.log" 2>&1 &
redis_pid=$!

# The secrets, as Kubernetes would mount them.
mkdir -p "$work/secrets"
printf 'image-check:%s' "$(head -c 32 /dev/urandom | base64)" >"$work/secrets/STORE_ENCRYPTION_KEYS"
head -c 32 /dev/urandom | base64 >"$work/secrets/IDENTIFIER_SECRET"
printf 'redis://127.0.0.1:%s' "$REDIS" >"$work/secrets/REDIS_URL"
chmod 0755 "$work/secrets"
chmod 0444 "$work/secrets"/*
# As the kubelet mounts them for a group of the platform: group 0, and nobody else.
cp -r "$work/secrets" "$work/secrets-of-group-0"
chmod 0750 "$work/secrets-of-group-0"
chmod 0440 "$work/secrets-of-group-0"/*

# What a container runtime does: proc and a small /dev, the secrets, a volume for /data if there is one, the tree read-only; then the
# image's own user, working directory, environment and entry point, as PID 1.
mkdir -p "$root/proc" "$root/dev" "$root/run/secrets" "$work/data"
touch "$root/dev/null" "$root/dev/zero" "$root/dev/urandom"
chown "$USER_ID:$USER_ID" "$work/data"
# A new volume of an engine gets owner, group and mode of the image's directory.
cp -a "$root/data" "$work/new-volume"
# shellcheck disable=SC2016 # the inner shell expands these
readonly RUNTIME='
  set -e
  root=$1 secrets=$2 data=$3 workdir=$4 user=$5
  shift 5
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  for device in null zero urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
  mount --bind "$secrets" "$root/run/secrets"
  if [ "$data" != none ]; then mount --bind "$data" "$root/data"; fi
  mount -o remount,bind,ro "$root/run/secrets"
  mount -o remount,bind,ro "$root"
  exec setpriv --no-new-privs unshare --root="$root" --wd="$workdir" --setgid="${user#*:}" --setuid="${user%:*}" "$@"'
mapfile -t environment < <("$node" -e "
  const { env } = JSON.parse(require('fs').readFileSync('$work/build/image.json', 'utf8'));
  for (const [name, value] of Object.entries(env)) console.log(name + '=' + value);")
mapfile -t entrypoint < <(field '.entrypoint.join("\n")')

user=$(field .user)
secrets="$work/secrets"
address=127.0.0.1
reached=127.0.0.1
# start VOLUME VARIABLE=VALUE...: the image with VOLUME (or none) at /data as $user with $secrets, and these variables added to
# its environment.
start() {
  local volume=$1
  shift
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "${environment[@]}" PORT="$API" METRICS_PORT="$METRICS" HOST="$address" \
    EKO_ENVIRONMENT=sandbox AUTH_MODE=disabled SHUTDOWN_DELAY_MS=500 \
    STORE_ENCRYPTION_KEYS_FILE=/run/secrets/STORE_ENCRYPTION_KEYS IDENTIFIER_SECRET_FILE=/run/secrets/IDENTIFIER_SECRET \
    "$@" unshare --mount --propagation private --pid --fork --kill-child \
    sh -c "$RUNTIME" sh "$root" "$secrets" "$volume" "$(field .workdir)" "$user" "${entrypoint[@]}" \
    >"$work/gateway.log" 2>&1 &
  gateway_pid=$!
}
ready() {
  for _ in $(seq 150); do
    curl -fsS "http://$reached:$API/health/ready" 2>/dev/null && return
    kill -0 "$gateway_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -5 "$work/gateway.log"
  return 1
}
process() { pgrep -P "$gateway_pid"; }
runs_as_promised() {
  local status
  status="/proc/$(process)/status"
  grep -E '^(Uid|Gid|Groups|CapEff|NoNewPrivs|NSpid):' "$status"
  grep -qE "^Uid:\s+${user%:*}\s" "$status" && grep -qE "^Gid:\s+${user#*:}\s" "$status" && grep -qE '^CapEff:\s+0+$' "$status" &&
    grep -qE '^NoNewPrivs:\s+1$' "$status" && grep -qE '^NSpid:\s+[0-9]+\s+1$' "$status"
}
cannot_write() {
  # As root, so that the mount refuses it and not the owner.
  nsenter --target "$(process)" --mount test -d "$root/app" &&
    ! nsenter --target "$(process)" --mount touch "$root/app/written" && ! nsenter --target "$(process)" --mount touch "$root/tmp/written"
}
starts_an_onboarding() {
  local status
  # Repeated as the answer requires, with the same key: on a busy machine the gateway first refuses with 503.
  status=$(curl -sS --retry 20 -o "$work/answer.json" -w '%{http_code}' -X POST "http://$reached:$API/v1/customer-account/onboardings" \
    -H 'content-type: application/json' -H "idempotency-key: image-check-$RANDOM-$RANDOM" -d '{"mobile":"9000000001"}')
  cat "$work/answer.json"
  [ "$status" = 201 ] || [ "$status" = 200 ]
}
keeps_it_in_redis() { [ "$(redis-cli -p "$REDIS" dbsize)" -gt 0 ]; }
serves_metrics() {
  curl -fsS -o "$work/metrics" "http://$reached:$METRICS/metrics" && grep -q '^eko_call_duration_seconds_count' "$work/metrics"
}
logs_json_only() { ! grep -vE '^\{.*\}$' "$work/gateway.log"; }
stops_cleanly() {
  local status=0
  kill -TERM "$(process)"
  wait "$gateway_pid" || status=$?
  gateway_pid=''
  echo "exit $status"
  tail -3 "$work/gateway.log"
  [ "$status" -eq 0 ]
}

start none STORE=redis AUDIT_FILE=stderr REDIS_URL_FILE=/run/secrets/REDIS_URL
check 'STORE=redis: ready' ready
check 'PID 1, the numeric user, no capability, no new privileges' runs_as_promised
check 'the root file system is read-only' cannot_write
check 'STORE=redis: an onboarding starts' starts_an_onboarding
check 'STORE=redis: and is kept in Redis' keeps_it_in_redis
check 'metrics are served' serves_metrics
check 'its output is JSON lines only' logs_json_only
check 'STORE=redis: SIGTERM ends it with exit 0' stops_cleanly

serves() { curl -fsS -o "$work/served" "http://$reached:$API$1" && grep -q "$2" "$work/served"; }

# With everything that is loaded only where it is on: no package may be missing from the bundle.
start "$work/data" STORE=embedded DOCS_ENABLED=true OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9
check 'STORE=embedded on a volume: ready' ready
check 'STORE=embedded: an onboarding starts' starts_an_onboarding
check 'the OpenAPI document is served' serves /openapi.json '"openapi":"3.1.0"'
check 'the documentation page and its files are served' serves /docs/scalar.js '@scalar/api-reference'
check 'the page shows the document' serves /docs openapi.json
check 'STORE=embedded: SIGTERM ends it with exit 0' stops_cleanly

# As OpenShift does: a user of the namespace's range, which /etc/passwd does not know, in group 0; and on all addresses of both
# families.
user="$((1000600000 + RANDOM)):0"
secrets="$work/secrets-of-group-0"
address=::
reached='[::1]'
start "$work/new-volume" STORE=embedded
check "user $user on ::, STORE=embedded: ready on [::1]" ready
check 'PID 1, that user, no capability, no new privileges' runs_as_promised
check 'the root file system is read-only' cannot_write
check 'an onboarding starts on [::1]' starts_an_onboarding
check 'metrics are served on [::1]' serves_metrics
reached=127.0.0.1
check 'an onboarding starts on 127.0.0.1' starts_an_onboarding
check 'SIGTERM ends it with exit 0' stops_cleanly

printf 'tree: %s MB, of which Node.js %s MB, node_modules %s MB, compiled code %s MB\n' \
  "$(du -sm --apparent-size "$root" --exclude=proc | cut -f1)" "$(du -m --apparent-size "$root/usr/local/bin/node" | cut -f1)" \
  "$(du -sm --apparent-size "$root/app/node_modules" | cut -f1)" "$(du -sm --apparent-size "$root/app/dist" | cut -f1)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
