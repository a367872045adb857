#!/usr/bin/env bash
# compose.yaml, without a container engine: it conforms to the Compose Specification, and what its services run is started
# here as processes, as compose.yaml configures them. Needs an installed project. Ends with `N passed, N failed`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
debian_packages prometheus redis-server caddy
go_tool "$COMPOSE"
cd "$root"
export PATH="$root/node_modules/.bin:$PATH"
node scripts/build-if-needed.mjs
npm run --silent build --workspace clients/typescript

# The module calls its command `cmd`.
model=$("$TOOLS/bin/cmd" -format json compose.yaml) || {
  echo '0 passed, 1 failed'
  exit 1
}
echo 'ok      compose.yaml conforms to the Compose Specification'
node scripts/ci/compose/look.mjs <<<"$model"
