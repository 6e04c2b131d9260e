#!/usr/bin/env bash
# npm run bench: the server beside a bare Socket.IO relay. Options: see bench/run.ts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
node --import tsx scripts/build.ts --if-stale
exec node --import tsx bench/run.ts --write bench/server.md --json bench/server.json "$@"
