/** Loaded on demand: emoji by their names between colons, in the skin tone that was chosen. */
import { loadRows } from './load-rows.ts'
import { codesOf } from './rows.ts'
import { readUsed } from './used.ts'

export { noteUse } from './used.ts'

export const shortcodes = async () => codesOf(await loadRows(), readUsed().tone)
