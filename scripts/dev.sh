#!/usr/bin/env bash
# npm run dev: the server (restarted on change) on :3001 and the client with hot reload on :3000.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
trap 'exit 143' TERM INT
PORT=3001 PUBLIC_ORIGIN="${PUBLIC_ORIGIN:-http://localhost:3000}" node_modules/.bin/tsx watch --clear-screen=false server/src/main.ts &
node_modules/.bin/vite --port 3000 --strictPort &
wait -n
