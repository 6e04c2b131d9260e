#!/usr/bin/env bash
# npm run password -- USERNAME: a new password for somebody who forgot theirs. See docs/OPERATIONS.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ -f dist/server/password.js ] || node --import tsx scripts/build.ts
exec node --enable-source-maps dist/server/password.js "$@"
