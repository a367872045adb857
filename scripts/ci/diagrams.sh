#!/usr/bin/env bash
# Every Mermaid diagram of the documentation is parsed and drawn by Mermaid itself, in a headless Chromium. Needs an
# installed project.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/ci/tools.sh
. "$here/tools.sh"
debian_packages chromium

# Its package has the bundle for browsers; of the rest, 80 MB and as many packages, nothing is needed.
readonly MERMAID=12.3.0
unpack_mermaid() {
  mkdir -p "$TOOLS/mermaid-$MERMAID"
  (cd "$TOOLS/mermaid-$MERMAID" && npm pack --silent "mermaid@$MERMAID" >/dev/null &&
    tar -xzf "mermaid-$MERMAID.tgz" package/dist/mermaid.min.js && rm "mermaid-$MERMAID.tgz")
}
once "mermaid-$MERMAID" unpack_mermaid
cd "$here/../.."
node_modules/.bin/node scripts/ci/diagrams.mjs "$TOOLS/mermaid-$MERMAID/package/dist/mermaid.min.js"
