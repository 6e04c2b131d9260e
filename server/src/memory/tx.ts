/** The rules' view of the maps: one transaction after the other, each kept or taken back as a whole. */
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
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { Entry, Event, MessageEvent, PlacedEvent } from '#protocol/event.ts'
import type { Prefs } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { InboxLog } from './inbox-log.ts'
import type { Journal } from './journal.ts'
import type { State } from './state.ts'

const NO_PREFS: Prefs = {}
const compareHandles = (a: Handle, b: Handle): number => (a < b ? -1 : a > b ? 1 : 0)

export class MemoryTx implements Tx {
  private readonly log: InboxLog
  /** current members by rank, as long as nobody's row changes */
  private ranked = new Map<ConversationId, readonly MemberRow[]>()
  private thisEntryId: string | undefined
  private readonly texts = new WeakMap<Event, string>()

  /** Where the inboxes ended that grew in this transaction. */
  readonly grownSince = new Map<Handle, Cursor>()
  /** What this transaction put into conversations. */
  placed: PlacedEvent[] = []

  constructor(
    private readonly state: State,
    private readonly journal: Journal,
    private readonly newEntryId: () => string,
  ) {
    this.log = new InboxLog(state, journal)
  }

  /** Between two transactions. */
  begin(): void {
    this.thisEntryId = undefined
    this.grownSince.clear()
    this.placed = []
  }

  /** After rows were taken back. */
  forget(): void {
    this.ranked.clear()
  }

  get entryId(): string {
    this.thisEntryId ??= this.newEntryId()
    return this.thisEntryId
  }

  user(handle: Handle): UserRow | undefined {
    return this.state.users.get(handle)
  }
  putUser(user: UserRow): void {
    this.journal.set(this.state.users, user.handle, user)
  }
  handlesAfter(after: Handle | undefined, limit: number): Handle[] {
    const later = [...this.state.users.keys()].filter((handle) => after === undefined || handle > after)
    return later.sort(compareHandles).slice(0, limit)
  }
  passwordHash(handle: Handle): string | undefined {
    return this.state.passwords.get(handle)
  }
  putPasswordHash(handle: Handle, hash: string): void {
    this.journal.set(this.state.passwords, handle, hash)
  }

  device(id: string): DeviceRow | undefined {
    return this.state.devices.get(id)
  }
  deviceByToken(tokenHash: string): DeviceRow | undefined {
    const id = this.state.tokens.get(tokenHash)
    return id === undefined ? undefined : this.device(id)
  }
  devicesOf(user: Handle): DeviceRow[] {
    return (this.state.devicesOf.get(user) ?? []).flatMap((id) => this.device(id) ?? [])
  }
  putDevice(device: DeviceRow, tokenHash?: string): void {
    const { devices, tokens, devicesOf } = this.state
    if (!devices.has(device.id)) {
      this.journal.set(devicesOf, device.user, [...(devicesOf.get(device.user) ?? []), device.id])
    }
    this.journal.set(devices, device.id, device)
    if (tokenHash !== undefined) this.journal.set(tokens, tokenHash, device.id)
  }
  deleteDevice(id: string): void {
    const { devices, tokens, devicesOf } = this.state
    const device = devices.get(id)
    if (device === undefined) return
    this.journal.delete(devices, id)
    const others = (devicesOf.get(device.user) ?? []).filter((other) => other !== id)
    this.journal.set(devicesOf, device.user, others)
    for (const [hash, owner] of tokens) if (owner === id) this.journal.delete(tokens, hash)
  }

  op(id: OpId): OpRow | undefined {
    return this.state.ops.get(id)
  }
  putOp(op: OpRow): void {
    this.journal.set(this.state.ops, op.id, op)
  }
  handedAt(device: string, op: OpId): number | undefined {
    return this.state.handed.get(device)?.get(op)
  }
  putHanded(device: string, op: OpId, turn: number): void {
    this.journal.set(this.nested(this.state.handed, device), op, turn)
  }

  conversation(id: ConversationId): ConversationRow | undefined {
    return this.state.conversations.get(id)
  }
  putConversation(conversation: ConversationRow): void {
    this.journal.set(this.state.conversations, conversation.id, conversation)
  }
  member(conversation: ConversationId, user: Handle): MemberRow | undefined {
    return this.state.members.get(conversation)?.get(user)
  }
  members(conversation: ConversationId): readonly MemberRow[] {
    const known = this.ranked.get(conversation)
    if (known !== undefined) return known
    const rows = [...(this.state.members.get(conversation)?.values() ?? [])]
    const ranked = rows.filter((row) => row.left === undefined).sort((a, b) => a.rank - b.rank)
    this.ranked.set(conversation, ranked)
    return ranked
  }
  putMember(conversation: ConversationId, member: MemberRow): void {
    const rows = this.nested(this.state.members, conversation)
    if (!rows.has(member.user)) this.journal.push(this.list(this.state.conversationsOf, member.user), conversation)
    this.journal.set(rows, member.user, member)
    this.ranked.delete(conversation)
  }
  conversationsOf(user: Handle): ConversationId[] {
    return [...(this.state.conversationsOf.get(user) ?? [])]
  }
  contactsOf(user: Handle): Handle[] {
    const contacts = new Set<Handle>()
    for (const id of this.state.conversationsOf.get(user) ?? []) {
      if (this.member(id, user)?.left !== undefined) continue
      for (const member of this.members(id)) contacts.add(member.user)
    }
    contacts.delete(user)
    return [...contacts]
  }
  prefs(user: Handle, conversation: ConversationId): Prefs {
    return this.state.prefs.get(user)?.get(conversation) ?? NO_PREFS
  }
  putPrefs(user: Handle, conversation: ConversationId, prefs: Prefs): void {
    this.journal.set(this.nested(this.state.prefs, user), conversation, prefs)
  }
  prefsOf(user: Handle): ConversationId[] {
    return [...(this.state.prefs.get(user)?.keys() ?? [])]
  }

  appendEvent(event: PlacedEvent): void {
    const { events, messages, edits } = this.state
    const { conversation, position } = event
    const log = this.list(events, conversation)
    if (position !== log.length + 1) throw new Error(`position ${position} does not follow ${log.length}`)
    this.journal.push(log, event)
    this.placed.push(event)
    if (event.kind === 'message') this.journal.set(messages, event.id, { conversation, position })
    if (event.kind === 'edit') this.journal.push(this.list(edits, event.target), { conversation, position })
  }
  message(id: OpId): MessageRow | undefined {
    const ref = this.state.messages.get(id)
    const event = ref && this.log.eventAt(ref)
    if (ref === undefined || event?.kind !== 'message') return undefined
    return { id, ...ref, by: event.by, removed: event.removed === true }
  }
  erase(message: OpId): void {
    const { messages, edits } = this.state
    const ref = messages.get(message)
    if (ref === undefined) return
    for (const at of [ref, ...(edits.get(message) ?? [])]) {
      const event = this.log.eventAt(at)
      if (event === undefined) continue
      this.replace(event, withoutText(event))
      const op = this.op(event.id)
      if (op !== undefined) this.putOp({ ...op, fingerprint: null })
    }
  }
  events(conversation: ConversationId, range: { from: number; to: number; limit: number }): PlacedEvent[] {
    const log = this.state.events.get(conversation) ?? []
    const to = Math.min(range.to, log.length)
    const from = Math.max(range.from, to - range.limit + 1, 1)
    return to < from ? [] : log.slice(from - 1, to).reverse()
  }
  authors(conversation: ConversationId, after: number, upTo: number): Handle[] {
    const range = (this.state.events.get(conversation) ?? []).slice(after, upTo)
    return [...new Set(range.filter((event) => event.kind === 'message').map((event) => event.by))]
  }
  reaction(target: OpId, by: Handle, emoji: string): boolean {
    return this.state.reactions.get(target)?.has(`${by} ${emoji}`) ?? false
  }
  putReaction(target: OpId, by: Handle, emoji: string, on: boolean): void {
    const set = this.nested(this.state.reactions, target)
    if (on) this.journal.set(set, `${by} ${emoji}`, true)
    else this.journal.delete(set, `${by} ${emoji}`)
  }

  blocked(by: Handle, user: Handle): boolean {
    return this.state.blocks.get(by)?.has(user) ?? false
  }
  blockedBy(by: Handle): Handle[] {
    return [...(this.state.blocks.get(by)?.keys() ?? [])]
  }
  putBlock(by: Handle, user: Handle, on: boolean): void {
    const blocks = this.nested(this.state.blocks, by)
    if (on) this.journal.set(blocks, user, true)
    else this.journal.delete(blocks, user)
  }

  inviteByToken(tokenHash: string): InviteRow | undefined {
    const conversation = this.state.inviteByToken.get(tokenHash)
    return conversation === undefined ? undefined : this.state.invites.get(conversation)
  }
  putInvite(invite: InviteRow): void {
    this.deleteInvite(invite.conversation)
    this.journal.set(this.state.invites, invite.conversation, invite)
    this.journal.set(this.state.inviteByToken, invite.tokenHash, invite.conversation)
  }
  deleteInvite(conversation: ConversationId): void {
    const invite = this.state.invites.get(conversation)
    if (invite === undefined) return
    this.journal.delete(this.state.invites, conversation)
    this.journal.delete(this.state.inviteByToken, invite.tokenHash)
  }

  inboxHead(user: Handle): Cursor {
    const newest = this.log.rows(user).at(-1)
    return newest === undefined ? BEGINNING : { seq: newest.seq, id: newest.id }
  }
  appendInbox(user: Handle, delivery: Delivery): void {
    if (!this.grownSince.has(user)) this.grownSince.set(user, this.inboxHead(user))
    this.log.append(user, this.entryId, delivery)
  }
  entryIdAt(user: Handle, seq: number): string | undefined {
    return this.log.at(user, seq)?.id
  }
  inboxAfter(user: Handle, after: number, max: { entries: number; bytes: number }): Entry[] {
    return this.log.entriesAfter(user, after, max)
  }
  encodedAfter(user: Handle, after: number, max: { entries: number; bytes: number }): EncodedEntry[] {
    return this.inboxAfter(user, after, max).map(({ seq, id, event }) => ({ seq, id, json: this.textOf(event) }))
  }
  arrivals(user: Handle, after: number, upTo: number): Arrival[] {
    return this.log.arrivals(user, after, upTo)
  }
  trimInbox(user: Handle, below: number): void {
    this.log.trim(user, below)
  }

  /** All members are told the same event. */
  private textOf(event: Event): string {
    const known = this.texts.get(event)
    if (known !== undefined) return known
    const text = JSON.stringify(event)
    this.texts.set(event, text)
    return text
  }

  private replace(event: PlacedEvent, now: PlacedEvent): void {
    const log = this.state.events.get(event.conversation) ?? []
    const index = event.position - 1
    this.journal.note(() => {
      log[index] = event
    })
    log[index] = now
  }

  private nested<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
    const held = map.get(key)
    if (held !== undefined) return held
    const made = new Map<A, B>()
    this.journal.set(map, key, made)
    return made
  }

  private list<K, V>(map: Map<K, V[]>, key: K): V[] {
    const held = map.get(key)
    if (held !== undefined) return held
    const made: V[] = []
    this.journal.set(map, key, made)
    return made
  }
}

function withoutText(event: PlacedEvent): PlacedEvent {
  if (event.kind === 'message') {
    const { text: _, files: __, ...rest } = event
    return { ...rest, removed: true } satisfies MessageEvent
  }
  if (event.kind !== 'edit') return event
  const { text: _, ...rest } = event
  return rest
}
