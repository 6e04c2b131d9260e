/** What can be said of an op without looking anything up: sizes, counts, blanks, Unicode. */
import { codePoints, utf8Length } from '#protocol/limits.ts'
import type { FileRef, Op, OpKind, OpOf } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import type { CoreSettings } from './ports.ts'

type Wrong = Reason | undefined
type Forms = { readonly [K in OpKind]: (op: OpOf<K>, settings: CoreSettings) => Wrong }

const isBlank = (text: string): boolean => text.trim() === ''
const fine = (): Wrong => undefined

/** A title or a display name. */
export function wrongName(name: string, limitCodePoints: number): Wrong {
  if (isBlank(name) || !name.isWellFormed()) return 'invalid'
  return codePoints(name) > limitCodePoints ? 'too-large' : undefined
}

function wrongText(text: string, settings: CoreSettings): Wrong {
  if (utf8Length(text) > settings.textBytes) return 'too-large'
  return isBlank(text) || !text.isWellFormed() ? 'invalid' : undefined
}

function wrongFiles(files: readonly FileRef[], settings: CoreSettings): Wrong {
  if (files.length > settings.files) return 'too-large'
  if (files.some((file) => file.size > settings.fileBytes)) return 'too-large'
  return files.every((file) => file.name.isWellFormed() && file.type.isWellFormed()) ? undefined : 'invalid'
}

const FORMS: Forms = {
  message: ({ text, files = [] }, settings) => {
    if (text === '' && files.length > 0) return wrongFiles(files, settings)
    return wrongText(text, settings) ?? wrongFiles(files, settings)
  },
  edit: ({ text }, settings) => wrongText(text, settings),
  remove: fine,
  react: ({ emoji }, settings) => {
    if (isBlank(emoji) || !emoji.isWellFormed()) return 'invalid'
    return utf8Length(emoji) > settings.emojiBytes ? 'too-large' : undefined
  },
  read: fine,
  group: ({ title }, settings) => wrongName(title, settings.titleCodePoints),
  rename: ({ title }, settings) => wrongName(title, settings.titleCodePoints),
  add: fine,
  join: fine,
  drop: fine,
  admin: fine,
  prefs: fine,
  block: fine,
  profile: ({ name, about = '' }, settings) => {
    if (!about.isWellFormed()) return 'invalid'
    if (codePoints(about) > settings.aboutCodePoints) return 'too-large'
    return name === undefined ? undefined : wrongName(name, settings.titleCodePoints)
  },
}

export function wrongForm(op: Op, settings: CoreSettings): Wrong {
  return (FORMS[op.kind] as (op: Op, settings: CoreSettings) => Wrong)(op, settings)
}
