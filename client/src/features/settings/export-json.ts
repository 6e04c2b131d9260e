/**
 * `messages.json`. Its shape is described in docs/EXPORT.md, and changes together with its version.
 */
import type { TimelineItem } from '#engine/model.ts'
import type { Part } from '../../store/export.ts'

export const EXPORT_VERSION = 1

/** The document in pieces, so that it is never whole in memory. */
export async function* asJson(parts: AsyncIterable<Part>, exported: Date): AsyncGenerator<string> {
  let isFirstConversation = true
  let isFirstLine = true
  for await (const part of parts) {
    switch (part.part) {
      case 'account': {
        const head = { format: 'tidemark', version: EXPORT_VERSION, exported: exported.toISOString() }
        const { account, people } = part
        yield `${JSON.stringify({ ...head, account, people }).slice(0, -1)},\n"conversations":[`
        break
      }
      case 'conversation':
        yield `${isFirstConversation ? '' : ']},'}\n${JSON.stringify(part.conversation).slice(0, -1)},"lines":[`
        isFirstConversation = false
        isFirstLine = true
        break
      case 'lines':
        for (const line of part.lines) {
          yield `${isFirstLine ? '' : ','}\n${JSON.stringify(kept(line))}`
          isFirstLine = false
        }
    }
  }
  yield `${isFirstConversation ? '' : ']}'}]}\n`
}

export function kept({ id, by, at, pending, line, reason }: TimelineItem): object {
  const head = { id, by, at: new Date(at).toISOString(), kind: line.kind }
  const state = reason !== undefined ? { refused: reason } : pending ? { unsent: true } : {}
  if (line.kind !== 'message') return { ...head, ...line, ...state }
  const { text, reply, files, edited, removed, reactions } = line
  if (removed) return { ...head, removed: removed.by, ...state }
  return {
    ...head,
    text,
    ...(reply && { reply }),
    ...(files && { files }),
    ...(edited && { edited: true }),
    ...(reactions.length > 0 && { reactions: reactions.map(({ emoji, by }) => ({ emoji, by })) }),
    ...state,
  }
}
