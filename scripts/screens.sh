#!/usr/bin/env bash
# npm run screens: pictures of every screen at both widths and in both themes, into docs/screens.
# On Debian `apt-get install fonts-noto-color-emoji pngquant` first: emoji are drawn, and the files are a third as large.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/install.sh
node --import tsx scripts/build.ts --if-stale
TIDEMARK_CHROMIUM="$(bash scripts/browser.sh)" TIDEMARK_SCREENS=1 \
  node_modules/.bin/playwright test --config e2e/playwright.config.ts screens.spec.ts --reporter=line "$@"
if command -v pngquant >/dev/null; then
  pngquant --force --skip-if-larger --ext .png --quality 70-95 docs/screens/*.png || [[ $? == 9[89] ]]
fi
