#!/usr/bin/env bash
# npm run screens: pictures of every screen at both widths and in both themes, into docs/screens.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
node --import tsx scripts/build.ts --if-stale
TIDEMARK_CHROMIUM="$(bash scripts/browser.sh)" TIDEMARK_SCREENS=1 \
  exec node_modules/.bin/playwright test --config e2e/playwright.config.ts screens.spec.ts --reporter=line "$@"
