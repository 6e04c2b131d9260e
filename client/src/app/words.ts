import type { Messages } from '@lingui/core'

/** Each module adds those that it says when it is loaded: see `client/words-by-module.ts`. */
export const words: Messages = {}
