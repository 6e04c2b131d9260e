#!/usr/bin/env bash
# npm start: installs what is missing, builds what is stale, and becomes the server (so that SIGTERM reaches it).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
child=
trap '[ -z "$child" ] || kill "$child" 2>/dev/null; exit 143' TERM INT
step() { "$@" & child=$!; wait "$child"; child=; }
step bash scripts/install.sh
step node --import tsx scripts/build.ts --if-stale
trap - TERM INT
exec node --enable-source-maps dist/server/main.js
