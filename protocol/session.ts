/** The live session over Socket.IO: default namespace and path, WebSocket only. */
import * as z from 'zod/mini'
import type { Cursor } from './cursor.ts'
import type { Entry } from './event.ts'
import type { Device, User } from './http.ts'
import type { ConversationId, Handle, OpId } from './ids.ts'
import type { Limits } from './limits.ts'

/** `auth` of the handshake, beside the session cookie. A malformed cursor is a cursor that is not found. */
export interface Handshake {
  protocol: number
  cursor: Cursor | null
}

/** `data.code` of a `connect_error`; none of them touches what the device keeps. */
export type Refusal = 'unauthenticated' | 'upgrade-required' | 'forbidden-origin'

export type InboxMode = 'resume' | 'resync'

/** The server's first event. */
export interface Welcome {
  protocol: number
  user: User
  device: Device
  /** id of the last op of this device that the server has committed */
  outbox: OpId | null
  inbox: InboxMode
  /** the inbox's newest `seq` */
  head: number
  /** ms since 1970 */
  time: number
  limits: Limits
}

/** Never empty. Not applied unless `after` is the device's cursor. */
export interface EntriesBatch {
  after: Cursor
  entries: Entry[]
}

export interface EntriesAck {
  cursor: Cursor
}

/** `after`: the op that the device believes to be the newest committed one. Absent: nothing is compared. */
export interface Push {
  ops: unknown[]
  after?: OpId | null
}

export type PushErrorCode = 'invalid' | 'too-large' | 'slow-down' | 'moved' | 'unauthenticated' | 'unavailable'

/** Without `error`: every op of the push is committed. With it: nothing was applied. */
export type PushAck =
  | { outbox: OpId | null; error?: undefined }
  | { error: { code: PushErrorCode; retryAfter?: number }; outbox?: OpId | null }

/** The envelope alone; each op is parsed by itself. */
export const PushEnvelope = z.object({
  ops: z.array(z.unknown()),
  after: z.optional(z.nullable(z.string())),
})

export interface ResumeAck {
  inbox: InboxMode
}

export interface Typing {
  conversation: ConversationId
  on: boolean
}

export const TypingNotice = z.object({ conversation: z.string().check(z.maxLength(80)), on: z.boolean() })

export interface Presence {
  user: Handle
  online: boolean
  /** ms since 1970 */
  seen: number
}

export interface ServerToDevice {
  welcome: (welcome: Welcome) => void
  entries: (batch: EntriesBatch, ack: (answer: EntriesAck) => void) => void
  typing: (notice: Typing & { by: Handle }) => void
  presence: (presence: Presence) => void
  replaced: (nothing: Record<string, never>) => void
}

export interface DeviceToServer {
  push: (push: Push, ack: (answer: PushAck) => void) => void
  resume: (request: { cursor: Cursor }, ack: (answer: ResumeAck) => void) => void
  typing: (notice: Typing) => void
}
