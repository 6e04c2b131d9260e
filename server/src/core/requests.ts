/**
 * Everything that a gateway asks of the store. Each is answered by `handle` inside one transaction, together with all
 * that arrived at the same time, and the answer leaves only when that transaction is durable.
 */
import type { Cursor } from '#protocol/cursor.ts'
import type { Account, Device, ExchangeAnswer, HistoryPage, InviteView, SnapshotPage, User } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { ParsedOp } from '#protocol/op.ts'
import type { InboxMode, PushAck } from '#protocol/session.ts'
import type { EncodedEntry, Growth } from './encoded.ts'

/** Whoever asks, as authenticated. A request of a device that was revoked meanwhile is answered `unauthenticated`. */
export interface Asker {
  user: Handle
  device: string
}

export interface Requests {
  connect: {
    ask: Asker & { cursor: Cursor | null | undefined }
    answer: { account: Account; outbox: OpId | null; inbox: InboxMode; head: number } & Neighbours
  }
  /** `session`, `connect` and the first `read` in one; `undefined` to a stranger. */
  arrive: {
    ask: { tokenHash: string; cursor: Cursor | null | undefined; entries: number; bytes: number }
    answer: (Answer<'connect'> & Answer<'read'>) | undefined
  }
  push: { ask: Asker & { ops: ParsedOp[]; after?: OpId | null }; answer: PushAck }
  /** The device holds everything up to `cursor`, which was in flight to it. Only ever raises the recorded cursor. */
  ack: { ask: Asker & { cursor: Cursor }; answer: { ok: true } }
  /** After a snapshot. Believed also where it lies below the recorded one. */
  resume: { ask: Asker & { cursor: Cursor | null | undefined }; answer: { inbox: InboxMode } }
  /** `found: false`: the entry to go on from is no longer there with its id. */
  read: {
    ask: Asker & { after: Cursor; entries: number; bytes: number }
    answer: { found: boolean; entries: EncodedEntry[]; head: number }
  }
  exchange: {
    ask: Asker & {
      cursor: Cursor | null | undefined
      ops: ParsedOp[]
      after?: OpId | null
      entries: number
      bytes: number
    }
    answer: { moved?: true } & ExchangeAnswer
  }
  /** `bad-page`: `page` is no longer good, the snapshot begins anew. */
  snapshot: { ask: Asker & { page?: string }; answer: SnapshotPage | 'bad-page' }
  history: {
    ask: Asker & { conversation: ConversationId; before?: number; limit: number }
    answer: HistoryPage | 'not-found'
  }
  users: { ask: Asker & { handles: Handle[] }; answer: User[] }
  /** `Neighbours.contacts` of a user. */
  contacts: { ask: { user: Handle }; answer: Handle[] }
  /** Who is to hear that the asker types in a conversation. */
  listeners: { ask: Asker & { conversation: ConversationId }; answer: Handle[] }

  createAccount: {
    /** `first`: only where there is no account at all */
    ask: { handle: Handle; name: string; passwordHash: string; device: NewDevice; first?: true }
    answer: Account | 'taken' | 'invalid' | 'closed'
  }
  /** Whether anybody has an account. */
  inhabited: { ask: object; answer: boolean }
  passwordHash: { ask: { handle: Handle }; answer: string | undefined }
  /** `stale`: `verified` is no longer the hash that is kept */
  changePassword: { ask: Asker & { verified: string; passwordHash: string }; answer: 'changed' | 'stale' }
  /** Whoever runs the server does this. */
  resetPassword: { ask: { handle: Handle; passwordHash: string }; answer: 'changed' | 'not-found' }
  createDevice: { ask: { handle: Handle; device: NewDevice }; answer: Account }
  /** Finds the session and marks the device as seen. */
  session: { ask: { tokenHash: string }; answer: Account | undefined }
  devices: { ask: Asker; answer: Device[] }
  revoke: { ask: Asker & { id: string }; answer: 'revoked' | 'not-found' }

  createInvite: { ask: Asker & { conversation: ConversationId; tokenHash: string }; answer: 'created' | 'not-found' }
  endInvite: { ask: Asker & { conversation: ConversationId }; answer: 'ended' | 'not-found' }
  /** `inviter`: the name of `by` */
  invite: { ask: { tokenHash: string }; answer: (InviteView & { inviter: string }) | undefined }

  /** Trims every log to what some device still lacks, and to the cap. Run now and then by the server itself. */
  sweep: { ask: { after?: Handle; users: number }; answer: { next?: Handle } }
}

export interface Neighbours {
  /** Who hears whether the user is here: who shares a conversation with them and did not block them. */
  contacts: Handle[]
  /** The other way round: of whom the user hears. */
  watched: Handle[]
}

export interface NewDevice {
  name: string
  tokenHash: string
}

export type Kind = keyof Requests
export type Request = { [K in Kind]: { kind: K } & Requests[K]['ask'] }[Kind]
export type Ask<K extends Kind> = Requests[K]['ask']
export type Answer<K extends Kind> = Requests[K]['answer']
/** Asked in somebody's name. */
export type AskedKind = { [K in Kind]: Ask<K> extends Asker ? K : never }[Kind]

/** What a commit has to tell. */
export interface Told {
  /** whose inboxes grew */
  users: Handle[]
  /** devices that are no more */
  revoked: string[]
  /** members of conversations that somebody came into */
  met?: readonly Handle[][]
  /** by user, of some of `users`: what their inboxes grew by */
  growths?: ReadonlyMap<Handle, Growth>
}

/** A request whose device was revoked, or an answer that no rule foresaw. */
export type Refused = { refused: 'unauthenticated' }

/** The store as gateways see it. */
export interface Store {
  /**
   * Resolves once the transaction that answered is durable.
   * @throws Unavailable where the store cannot write; nothing was applied then
   */
  ask<K extends Kind>(kind: K, request: Ask<K>): Promise<Answer<K> | Refused>
  /**
   * An `ack` that nobody waits for: recorded soon, and before whatever is asked after it but pushes and reads. One that is
   * lost is made up for by the device's next, or by the cursor with which it comes back.
   */
  record(ack: Ask<'ack'>): void
  /** Told after each commit, once it is durable. Only a hint: looking again is always safe. */
  onCommit(listener: (told: Told) => void): () => void
  close(): Promise<void>
}

export class Unavailable extends Error {
  override name = 'Unavailable'
}
