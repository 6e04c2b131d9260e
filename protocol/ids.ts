/** Names of users, ops, conversations: their shapes, and how a direct conversation's id is made. */
import * as z from 'zod/mini'

/** An immutable user name. Other spellings are refused, never folded. */
const HANDLE = /^[a-z0-9][a-z0-9._-]{1,30}$/
export const Handle = z.string().check(z.regex(HANDLE))
export type Handle = string

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** A UUIDv7 in lower case, made by a device (ops, groups, files) or by the server (its own events). */
export const Uuid7 = z.string().check(z.regex(UUID_V7))
export type OpId = string

export const isHandle = (value: string): boolean => HANDLE.test(value)
export const isOpId = (value: unknown): value is OpId => typeof value === 'string' && UUID_V7.test(value)

/** `dm:ada:bob` for a conversation of two (handles in order of code units), a UUIDv7 for a group. */
export type ConversationId = string

/** `misordered`: a direct conversation by another name than its own. */
export type ConversationAddress =
  | { kind: 'dm'; handles: [Handle, Handle] }
  | { kind: 'group' }
  | { kind: 'misordered' }
  | { kind: 'malformed' }

const DM = /^dm:([a-z0-9][a-z0-9._-]{1,30}):([a-z0-9][a-z0-9._-]{1,30})$/

/** What a conversation's id says by itself. */
export function addressOf(id: ConversationId): ConversationAddress {
  const dm = DM.exec(id)
  if (dm?.[1] !== undefined && dm[2] !== undefined) {
    return dm[1] <= dm[2] ? { kind: 'dm', handles: [dm[1], dm[2]] } : { kind: 'misordered' }
  }
  return UUID_V7.test(id) ? { kind: 'group' } : { kind: 'malformed' }
}

export const isDirect = (id: ConversationId): boolean => id.startsWith('dm:')

export function directConversation(a: Handle, b: Handle): ConversationId {
  return a <= b ? `dm:${a}:${b}` : `dm:${b}:${a}`
}

/** The other one of a direct conversation; oneself in notes to self; `undefined` for a group or a foreign one. */
export function peerOf(id: ConversationId, self: Handle): Handle | undefined {
  const address = addressOf(id)
  if (address.kind !== 'dm') return undefined
  const [a, b] = address.handles
  if (a === self) return b
  return b === self ? a : undefined
}
