/** The language of the page, which is that of the build; its words come with the modules that say them. */
import { i18n } from '@lingui/core'
import { LOCALE } from '../ui/dates.ts'
import { words } from './words.ts'

export function startI18n(): typeof i18n {
  const { lang } = document.documentElement
  // React Aria takes the browser's otherwise, and with it the direction of its arrow keys and its own words.
  Object.assign(window, { [Symbol.for('react-aria.i18n.locale')]: LOCALE })
  // The object itself: what is loaded later adds to it.
  i18n.load(lang, words)
  i18n.activate(lang)
  return i18n
}
