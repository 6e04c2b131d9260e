#!/usr/bin/env bash
# npm run test:power: the power goes, for the server's data and for a browser's profile. Options: see trials/power.ts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
node --import tsx scripts/build.ts --if-stale
TIDEMARK_CHROMIUM="$(bash scripts/browser.sh)"
export TIDEMARK_CHROMIUM
exec node --import tsx trials/power.ts "$@"
