#!/usr/bin/env bash
# npm run bench:client: offline cold start in Chromium, and what the app weighs. Options: see bench/client.ts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
node --import tsx scripts/build.ts --if-stale
TIDEMARK_CHROMIUM="$(bash scripts/browser.sh)"
export TIDEMARK_CHROMIUM
exec node --import tsx bench/client.ts --write bench/client.md --json bench/client.json "$@"
