/** The port over one connection, which is the only writer: what was read once is known until it is changed here. */
import { randomFillSync } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { EncodedEntry } from '#core/encoded.ts'
import type {
  Arrival,
  ConversationRow,
  Delivery,
  DeviceRow,
  InviteRow,
  MemberRow,
  MessageRow,
  OpRow,
  Tx,
  UserRow,
} from '#core/ports.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Entry, PlacedEvent } from '#protocol/event.ts'
import type { Prefs } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { Accounts } from './accounts.ts'
import { Conversations } from './conversations.ts'
import { entryIdOf, Inboxes, type InboxGrowth } from './inboxes.ts'
import { Log } from './log.ts'
import { PendingRows } from './pending-rows.ts'

/** Commits. */
const MARKS_EVERY = 64

/** `begin`, the port's calls, then `commit` or `rollback`; and again. */
export class SqliteTx implements Tx {
  entryId = ''
  readonly #pending: PendingRows
  readonly #accounts: Accounts
  readonly #conversations: Conversations
  readonly #log: Log
  readonly #inboxes: Inboxes
  readonly #db: Database
  #commits = 0
  readonly #sql

  constructor(db: Database) {
    this.#db = db
    this.#pending = new PendingRows(db)
    this.#pending.beforeTrim = () => this.#flushMarks()
    this.#accounts = new Accounts(db, this.#pending)
    this.#conversations = new Conversations(db, this.#accounts)
    this.#log = new Log(db, this.#accounts, this.#conversations, this.#pending)
    this.#inboxes = new Inboxes(db, this.#accounts, this.#conversations, this.#log, this.#pending)
    this.#sql = { begin: db.prepare('BEGIN'), commit: db.prepare('COMMIT'), rollback: db.prepare('ROLLBACK') }
  }

  /** Text was erased in the current or last transaction: it is still in the write-ahead log. */
  get erased(): boolean {
    return this.#log.erased
  }

  begin(): void {
    const entry = randomEntry()
    this.entryId = entryIdOf(entry)
    this.#accounts.begin()
    this.#conversations.begin()
    this.#log.begin()
    this.#inboxes.begin(entry, this.entryId)
    this.#sql.begin.run()
    if (!this.#pending.isStale) return
    this.#pending.catchUp()
    this.#log.readHeads()
  }

  /** What this transaction appended to inboxes that somebody reads. */
  growths(): InboxGrowth[] {
    return this.#inboxes.growths()
  }

  /** Returns once what was written is on disk; where nothing was written, nothing is waited for. */
  commit(): void {
    this.#log.flush()
    const isFull = this.#accounts.isFull || this.#conversations.isFull || this.#inboxes.isFull
    const marksAreDue = ++this.#commits % MARKS_EVERY === 0 || this.#accounts.marksAreDue || isFull
    this.#accounts.flush()
    this.#conversations.flush()
    if (marksAreDue) this.#flushMarks()
    if (isFull) this.#pending.settle()
    this.#pending.keep()
    this.#sql.commit.run()
    this.#pending.committed()
  }

  /**
   * What acks raise (where devices are, what is delivered, which receipt is the newest) is put off and written together,
   * so that an ack alone waits for no disk and a message costs fewer pages. Losing it in a crash is harmless: each device
   * says where it is when it comes back, and the marks follow from that again, because they are never written apart, and
   * never later than the log is trimmed of what they follow from.
   */
  #flushMarks(): void {
    this.#accounts.flushMarks()
    this.#conversations.flushMarks()
    this.#inboxes.flushMarks()
  }

  /** Before the database is closed: what was put off is written too. */
  settle(): void {
    this.begin()
    this.#flushMarks()
    this.#pending.settle()
    this.commit()
  }

  /** Everything is read anew after this: what is known in memory may never have happened. */
  rollback(): void {
    this.#accounts.forget()
    this.#conversations.forget()
    this.#log.forget()
    this.#inboxes.forget()
    this.#pending.forget()
    // SQLite has rolled back by itself after some errors, a full disk among them.
    if (this.#db.inTransaction) this.#sql.rollback.run()
  }

  user = (handle: Handle): UserRow | undefined => this.#accounts.user(handle)
  putUser = (user: UserRow): void => this.#accounts.putUser(user)
  handlesAfter = (after: Handle | undefined, limit: number): Handle[] => this.#accounts.handlesAfter(after, limit)
  passwordHash = (handle: Handle): string | undefined => this.#accounts.passwordHash(handle)
  putPasswordHash = (handle: Handle, hash: string): void => this.#accounts.putPasswordHash(handle, hash)

  device = (id: string): DeviceRow | undefined => this.#accounts.device(id)
  deviceByToken = (tokenHash: string): DeviceRow | undefined => this.#accounts.deviceByToken(tokenHash)
  devicesOf = (user: Handle): DeviceRow[] => this.#accounts.devicesOf(user)
  putDevice = (device: DeviceRow, tokenHash?: string): void => this.#accounts.putDevice(device, tokenHash)
  deleteDevice = (id: string): void => this.#accounts.deleteDevice(id)

  op = (id: OpId): OpRow | undefined => this.#log.op(id)
  putOp = (op: OpRow): void => this.#log.putOp(op)
  handedAt = (device: string, op: OpId): number | undefined => this.#log.handedAt(device, op)
  putHanded = (device: string, op: OpId, turn: number): void => this.#log.putHanded(device, op, turn)

  conversation = (id: ConversationId): ConversationRow | undefined => this.#conversations.conversation(id)
  putConversation = (conversation: ConversationRow): void => this.#conversations.putConversation(conversation)
  member = (conversation: ConversationId, user: Handle): MemberRow | undefined =>
    this.#conversations.member(conversation, user)
  members = (conversation: ConversationId): readonly MemberRow[] => this.#conversations.members(conversation)
  putMember = (conversation: ConversationId, member: MemberRow): void =>
    this.#conversations.putMember(conversation, member)
  conversationsOf = (user: Handle): ConversationId[] => this.#conversations.conversationsOf(user)
  contactsOf = (user: Handle): Handle[] => this.#conversations.contactsOf(user)
  prefs = (user: Handle, conversation: ConversationId): Prefs => this.#conversations.prefs(user, conversation)
  putPrefs = (user: Handle, conversation: ConversationId, prefs: Prefs): void =>
    this.#conversations.putPrefs(user, conversation, prefs)
  prefsOf = (user: Handle): ConversationId[] => this.#conversations.prefsOf(user)

  appendEvent = (event: PlacedEvent): void => this.#log.appendEvent(event)
  message = (id: OpId): MessageRow | undefined => this.#log.message(id)
  erase = (message: OpId): void => {
    this.#log.erase(message)
    this.#inboxes.dropTails()
  }
  events = (conversation: ConversationId, range: { from: number; to: number; limit: number }): PlacedEvent[] =>
    this.#log.events(conversation, range)
  authors = (conversation: ConversationId, after: number, upTo: number): Handle[] =>
    this.#log.authors(conversation, after, upTo)
  reaction = (target: OpId, by: Handle, emoji: string): boolean => this.#log.reaction(target, by, emoji)
  putReaction = (target: OpId, by: Handle, emoji: string, on: boolean): void =>
    this.#log.putReaction(target, by, emoji, on)

  blocked = (by: Handle, user: Handle): boolean => this.#accounts.blocked(by, user)
  blockedBy = (by: Handle): Handle[] => this.#accounts.blockedBy(by)
  putBlock = (by: Handle, user: Handle, on: boolean): void => this.#accounts.putBlock(by, user, on)

  inviteByToken = (tokenHash: string): InviteRow | undefined => this.#conversations.inviteByToken(tokenHash)
  putInvite = (invite: InviteRow): void => this.#conversations.putInvite(invite)
  deleteInvite = (conversation: ConversationId): void => this.#conversations.deleteInvite(conversation)

  inboxHead = (user: Handle): Cursor => this.#inboxes.inboxHead(user)
  appendInbox = (user: Handle, delivery: Delivery): void => this.#inboxes.appendInbox(user, delivery)
  entryIdAt = (user: Handle, seq: number): string | undefined => this.#inboxes.entryIdAt(user, seq)
  inboxAfter = (user: Handle, after: number, max: { entries: number; bytes: number }): Entry[] =>
    this.#inboxes.inboxAfter(user, after, max)
  encodedAfter = (user: Handle, after: number, max: { entries: number; bytes: number }): EncodedEntry[] =>
    this.#inboxes.encodedAfter(user, after, max)
  arrivals = (user: Handle, after: number, upTo: number): Arrival[] => this.#inboxes.arrivals(user, after, upTo)
  trimInbox = (user: Handle, below: number): void => this.#inboxes.trimInbox(user, below)
}

const chance = Buffer.alloc(7 * 256)
let used = chance.length

/** 52 bits, never 0: as many as a number carries through JavaScript unharmed. Randomness is fetched for many at a time. */
function randomEntry(): number {
  if (used === chance.length) {
    randomFillSync(chance)
    used = 0
  }
  const entry = chance.readUIntBE(used, 6) * 16 + ((chance[used + 6] as number) & 15)
  used += 7
  return entry || 1
}
