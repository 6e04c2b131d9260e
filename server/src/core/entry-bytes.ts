/** How much an entry is on the wire: what batches are cut by, so that none is larger than it may be (S21). */
import type { Event } from '#protocol/event.ts'
import { utf8Length } from '#protocol/limits.ts'

/** Names, ids and numbers of a message, an edit or a receipt, and of its place in a batch. */
const ENVELOPE_BYTES = 270
/** Of `{"seq":…,"id":…,"event":…},` alone. */
const PLACE_BYTES = 70

/** Of an entry whose event is there as JSON. */
export const jsonBytes = (json: string): number => PLACE_BYTES + utf8Length(json)

/** Bytes of JSON in UTF-8: never less than there are, and not many more. */
export function entryBytes(event: Event): number {
  switch (event.kind) {
    case 'message': {
      const { by, conversation, text = '', files } = event
      const named = files === undefined ? 0 : utf8Length(JSON.stringify({ files }))
      return ENVELOPE_BYTES + by.length + conversation.length + stringBytes(text) + named
    }
    case 'edit':
      return ENVELOPE_BYTES + event.by.length + event.conversation.length + stringBytes(event.text ?? '')
    case 'read':
    case 'delivered':
      return ENVELOPE_BYTES + event.by.length + event.conversation.length
    default:
      return jsonBytes(JSON.stringify(event))
  }
}

const CONTROL_END = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Of well-formed text between its quotes. All control characters count as the longest of their escapes. */
function stringBytes(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < CONTROL_END) bytes += 5
    else if (unit < 0x80) bytes += unit === QUOTE || unit === BACKSLASH ? 1 : 0
    // The halves of a pair are two bytes each.
    else bytes += unit < 0x800 || (unit & 0xf800) === 0xd800 ? 1 : 2
  }
  return bytes
}
