#!/usr/bin/env bash
# npm test: installs what is missing, browser included, and runs every test there is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
TIDEMARK_CHROMIUM="$(bash scripts/browser.sh)"
export TIDEMARK_CHROMIUM
exec node --import tsx scripts/test.ts "$@"
