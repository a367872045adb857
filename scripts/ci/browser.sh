#!/usr/bin/env bash
# The pages as a person sees them, in Debian's Chromium with the gateway's own security headers in force. On /try a visitor
# onboards customers of all products and gets out of troubles (test/browser), in a network namespace of its own: RD
# services have fixed ports, which other processes may use, and nothing outside can be reached. /docs shows every group
# of routes. Needs an installed project, and root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
debian_packages chromium iproute2
cd "$here/../.."
node scripts/build-if-needed.mjs

# One worker: the device of another gateway would be found, too.
unshare --net bash -c 'ip link set lo up && npm run --silent jest -- --maxWorkers 1 --selectProjects browser'

work=$(mktemp -d)
PORT=0 METRICS_PORT=0 STORE_PATH=$work/store AUDIT_FILE=$work/audit.log SHUTDOWN_DELAY_MS=0 \
  node_modules/.bin/node dist/main.js >"$work/log" 2>&1 &
gateway=$!
trap 'kill "$gateway" 2>/dev/null || true; wait "$gateway" || true; rm -rf "$work"' EXIT
until grep -q '"event":"listening"' "$work/log"; do
  kill -0 "$gateway" || { cat "$work/log"; exit 1; }
  sleep 0.2
done
url=$(sed -n 's/.*"event":"listening","url":"\([^"]*\)".*/\1/p' "$work/log")

timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --user-data-dir="$work/profile" --virtual-time-budget=20000 \
  --dump-dom "$url/docs" >"$work/page.html" 2>"$work/chromium.log"
for text in 'Eko onboarding gateway' '/v1/{product}/onboardings' 'DigiKhata: consent' 'Health'; do
  if ! grep -qF "$text" "$work/page.html"; then
    printf 'the page does not show %s\n' "$text"
    exit 1
  fi
done
printf 'the page shows the title and the routes\n'
