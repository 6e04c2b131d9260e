#!/usr/bin/env bash
# Installs from the lockfile what is missing, and nothing when all is there. Sourced or run from the repository's root.
# better-sqlite3 is compiled where no prebuilt binary can be fetched: with Node's own headers where they are on disk,
# and with a compiler from apt where it may be installed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

want="$(node -p 'process.version + process.arch') $(cksum < package-lock.json)"
stamp=node_modules/.installed
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && exit 0

echo 'Installing what is missing…' >&2
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2

opens() { node -e "new (require('better-sqlite3'))(':memory:')" 2>/dev/null; }
build() {
  local prefix
  prefix="$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")"
  if [ -f "$prefix/include/node/node.h" ]; then export npm_config_nodedir="$prefix"; fi
  (cd node_modules/better-sqlite3 && npm run install --loglevel=error >../.sqlite-build.log 2>&1) && opens
}

if ! opens && ! build; then
  if ! { command -v python3 && command -v make && command -v g++; } >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 make g++ >&2
  fi
  build || {
    tail -n 30 node_modules/.sqlite-build.log >&2
    echo 'better-sqlite3 could not be built: python3, make and a C++ compiler are needed.' >&2
    exit 1
  }
fi
printf '%s' "$want" > "$stamp"
