/** English only for now; its words come with the modules that say them. */
import { i18n } from '@lingui/core'
import { words } from './words.ts'

export function startI18n(): typeof i18n {
  // The object itself: what is loaded later adds to it.
  i18n.load('en', words)
  i18n.activate('en')
  return i18n
}
