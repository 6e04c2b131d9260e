/** Sizes and counts that the server refuses to exceed; all are settings of the server. */

/** Told in `welcome`, so that a device refuses what the server would before it is queued. Bytes are UTF-8. */
export interface Limits {
  /** bytes of a message's text */
  text: number
  /** code points of a group's title or a display name */
  title: number
  /** members of a group */
  members: number
  /** files of a message */
  files: number
  /** bytes of a file */
  fileSize: number
  /** ops of a push */
  ops: number
  /** bytes of a push's JSON */
  pushSize: number
}

export const DEFAULT_LIMITS: Limits = {
  text: 16 * 1024,
  title: 128,
  members: 1000,
  files: 10,
  fileSize: 100 * 1024 * 1024,
  ops: 100,
  pushSize: 256 * 1024,
}

export const ABOUT_CODE_POINTS = 512
export const EMOJI_BYTES = 64
/** `delivered` and `read` are not told in groups of more members than this. */
export const RECEIPT_MEMBERS = 50
export const PASSWORD_CODE_POINTS = { min: 8, max: 256 }

/** Entries and bytes of one `entries` batch, and how many may be unacknowledged. */
export const BATCH = { entries: 500, bytes: 256 * 1024, window: 2 }
/** A push above this is cut off; between `Limits.pushSize` and this it is answered `too-large`. */
export const HARD_PUSH_BYTES = 1024 * 1024

/** Bytes of a string in UTF-8, without making a copy. Lone surrogates count as the three bytes of U+FFFD. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2
      i += 1
    } else bytes += 2
  }
  return bytes
}

export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
