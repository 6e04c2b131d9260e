#!/usr/bin/env bash
# A browser for the tests: Debian's chromium where there is apt, Playwright's own elsewhere.
# Prints the path of the former, and nothing for the latter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -n "${TIDEMARK_CHROMIUM:-}" ]; then echo "$TIDEMARK_CHROMIUM"; exit 0; fi
if command -v chromium >/dev/null; then command -v chromium; exit 0; fi
if [ -f /etc/debian_version ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] && ! grep -qi ubuntu /etc/os-release; then
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >&2
  command -v chromium
  exit 0
fi
npx playwright install --with-deps chromium >&2 || npx playwright install chromium >&2
