#!/usr/bin/env bash
# npm run screens: pictures of every screen at both widths and in both themes, into docs/screens; those that a browser
# shows when it installs the app go to client/public/screenshots.
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

mkdir -p client/public/screenshots
cp docs/screens/{list-360-light,conversation-360-light,conversation-1280-light,group-1280-dark}.png client/public/screenshots/
