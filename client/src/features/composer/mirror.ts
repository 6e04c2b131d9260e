/** A copy of what is being written that needs no database: it survives a reload on a full disk. One a tab. */
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { BoxPorts, Draft } from './box.ts'

const PREFIX = 'tidemark:draft:'

/** Two accounts in one browser don't see each other's drafts. */
export function draftMirror(self: Handle, conversation: ConversationId): BoxPorts['mirror'] {
  const key = `${PREFIX}${self}:${conversation}`
  return {
    read() {
      try {
        return parse(sessionStorage.getItem(key))
      } catch {
        return undefined
      }
    },
    write(draft) {
      try {
        if (draft) sessionStorage.setItem(key, JSON.stringify(draft))
        else sessionStorage.removeItem(key)
      } catch {
        // Too large or forbidden: the database has it, or the box still does.
      }
    },
  }
}

/** At signing out nothing of an account stays behind. */
export function forgetMirrors(self: Handle): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(`${PREFIX}${self}:`)) sessionStorage.removeItem(key)
}

function parse(kept: string | null): Draft | undefined {
  const draft: unknown = kept === null ? undefined : JSON.parse(kept)
  if (typeof draft !== 'object' || draft === null || !('text' in draft) || !('changed' in draft)) return undefined
  return typeof draft.text === 'string' && typeof draft.changed === 'number' ? (draft as Draft) : undefined
}
