/** English only for now; the catalogue is loaded with the app, since the first paint has words in it. */
import { i18n } from '@lingui/core'
import { messages } from '../locales/en.po'

export function startI18n(): typeof i18n {
  i18n.load('en', messages)
  i18n.activate('en')
  return i18n
}
