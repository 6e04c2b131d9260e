#!/usr/bin/env bash
# npm run backup -- FILE, npm run restore -- FILE: a copy of DATA_DIR's database, and back. See docs/OPERATIONS.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# What is installed and built is left alone: a backup may run while the server does.
[ -f dist/server/copies.js ] || node --import tsx scripts/build.ts
exec node --enable-source-maps dist/server/copies.js "$@"
