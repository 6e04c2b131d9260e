/** Conversations, who is and was in them, and what is private to each of those. */
import type { Database } from 'better-sqlite3'
import type { ConversationRow, InviteRow, MemberRow } from '#core/ports.ts'
import type { Prefs, Span } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import type { Accounts } from './accounts.ts'
import { conversationKinds, roles } from './codes.ts'
import { Generations } from './generations.ts'

interface ConversationState {
  readonly key: number
  row: ConversationRow
  /** Position of the newest event: what the head is read as, so that a head there needs no writing. */
  newest: number
  /** as it is on disk */
  title: string | undefined
  members: Members | undefined
}

interface MemberState {
  readonly key: number
  row: MemberRow
}

interface Members {
  all: Map<Handle, MemberState>
  /** by rank; another list after each change, so that whoever walks an older one is not disturbed */
  current: MemberRow[] | undefined
}

type MemberColumns = [
  key: number,
  user: Handle,
  role: number,
  joined: number,
  rank: number,
  read: number,
  delivered: number,
  spans: string,
  departure: string | null,
]

export class Conversations {
  readonly #accounts: Accounts
  readonly #states = new Generations<ConversationId, ConversationState>(20_000)
  readonly #ids = new Generations<number, ConversationId>(20_000)
  readonly #moved = new Set<ConversationState>()
  readonly #changed = new Set<MemberState>()
  /** Members whose devices hold more: written with the other marks (see `SqliteTx`). */
  readonly #raised = new Set<MemberState>()
  readonly #sql

  constructor(db: Database, accounts: Accounts) {
    this.#accounts = accounts
    this.#sql = {
      conversation: db
        .prepare<[string], [number, number, string | null, number, number]>(
          `SELECT conversation, kind, title, head,
             coalesce((SELECT max(position) FROM events e WHERE e.conversation = c.conversation), 0)
           FROM conversations c WHERE id = ?`,
        )
        .raw(),
      id: db.prepare<[number], string>('SELECT id FROM conversations WHERE conversation = ?').pluck(),
      insert: db.prepare('INSERT INTO conversations (id, kind, title, head) VALUES (?, ?, ?, ?)'),
      update: db.prepare('UPDATE conversations SET title = ?, head = ? WHERE conversation = ?'),
      members: db
        .prepare<[number], MemberColumns>(
          `SELECT m.member, u.handle, m.role, m.joined, m.rank, m.read, m.delivered, m.spans, m.departure
           FROM members m JOIN users u USING (user) WHERE m.conversation = ?`,
        )
        .raw(),
      insertMember: db.prepare(
        `INSERT INTO members (conversation, user, role, joined, rank, read, delivered, spans, departure)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      updateMember: db.prepare(
        `UPDATE members SET role = ?, joined = ?, rank = ?, read = ?, delivered = ?, spans = ?, departure = ?
         WHERE member = ?`,
      ),
      conversationsOf: db
        .prepare<[number], string>(
          'SELECT c.id FROM members m JOIN conversations c USING (conversation) WHERE m.user = ? ORDER BY m.member',
        )
        .pluck(),
      contacts: db
        .prepare<[number, number], string>(
          `SELECT u.handle FROM users u WHERE u.user <> ? AND u.user IN (
             SELECT theirs.user FROM members mine JOIN members theirs USING (conversation)
             WHERE mine.user = ? AND mine.departure IS NULL AND theirs.departure IS NULL)
           ORDER BY u.user`,
        )
        .pluck(),
      prefs: db
        .prepare<[number, string], string>('SELECT prefs FROM prefs WHERE user = ? AND conversation = ?')
        .pluck(),
      putPrefs: db.prepare(
        `INSERT INTO prefs (user, conversation, prefs) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET prefs = excluded.prefs`,
      ),
      prefsOf: db
        .prepare<[number], string>('SELECT conversation FROM prefs WHERE user = ? ORDER BY conversation')
        .pluck(),
      invite: db
        .prepare<[string], [string, string]>(
          `SELECT c.id, u.handle FROM invites i JOIN conversations c USING (conversation)
           JOIN users u ON u.user = i.author WHERE i.token = ?`,
        )
        .raw(),
      putInvite: db.prepare('INSERT OR REPLACE INTO invites (conversation, author, token) VALUES (?, ?, ?)'),
      deleteInvite: db.prepare('DELETE FROM invites WHERE conversation = ?'),
    }
  }

  conversation(id: ConversationId): ConversationRow | undefined {
    return this.#state(id)?.row
  }

  /** @throws where the rules name a conversation that was never put */
  keyOf(id: ConversationId): number {
    return this.#mustFind(id).key
  }

  idOf(key: number): ConversationId {
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#sql.id.get(key)
    if (id === undefined) throw new Error(`no conversation ${key}`)
    this.#ids.set(key, id)
    return id
  }

  #state(id: ConversationId): ConversationState | undefined {
    const known = this.#states.get(id)
    if (known !== undefined) return known
    const found = this.#sql.conversation.get(id)
    if (found === undefined) return undefined
    const [key, kind, title, head, newest] = found
    const row: ConversationRow = {
      id,
      kind: conversationKinds.decode(kind),
      ...(title !== null && { title }),
      head: Math.max(head, newest),
    }
    const state = { key, row, newest, title: row.title, members: undefined }
    this.#states.set(id, state)
    return state
  }

  #mustFind(id: ConversationId): ConversationState {
    const state = this.#state(id)
    if (state === undefined) throw new Error('no such conversation')
    return state
  }

  putConversation(row: ConversationRow): void {
    const state = this.#state(row.id)
    if (state === undefined) {
      const { lastInsertRowid } = this.#sql.insert.run(
        row.id,
        conversationKinds.encode(row.kind),
        row.title ?? null,
        row.head,
      )
      const key = Number(lastInsertRowid)
      this.#states.set(row.id, { key, row, newest: 0, title: row.title, members: undefined })
    } else {
      state.row = row
      this.#moved.add(state)
    }
  }

  /** An event was placed there. */
  grewTo(id: ConversationId, position: number): void {
    const state = this.#mustFind(id)
    if (position > state.newest) state.newest = position
  }

  member(id: ConversationId, user: Handle): MemberRow | undefined {
    const state = this.#state(id)
    return state && this.#membersOf(state).all.get(user)?.row
  }

  members(id: ConversationId): readonly MemberRow[] {
    const state = this.#state(id)
    if (state === undefined) return []
    const members = this.#membersOf(state)
    members.current ??= [...members.all.values()]
      .map(({ row }) => row)
      .filter((row) => row.left === undefined)
      .sort((a, b) => a.rank - b.rank)
    return members.current
  }

  #membersOf(state: ConversationState): Members {
    if (state.members !== undefined) return state.members
    const all = new Map<Handle, MemberState>()
    for (const [key, user, role, joined, rank, read, delivered, spans, departure] of this.#sql.members.all(state.key)) {
      const row: MemberRow = {
        user,
        role: roles.decode(role),
        joined,
        rank,
        read,
        delivered,
        spans: JSON.parse(spans) as Span[],
        ...(departure !== null && { left: JSON.parse(departure) as NonNullable<MemberRow['left']> }),
      }
      all.set(user, { key, row })
    }
    state.members = { all, current: undefined }
    return state.members
  }

  putMember(id: ConversationId, row: MemberRow): void {
    const state = this.#mustFind(id)
    const members = this.#membersOf(state)
    const member = members.all.get(row.user)
    if (member === undefined) {
      const { lastInsertRowid } = this.#sql.insertMember.run(
        state.key,
        this.#accounts.keyOf(row.user),
        roles.encode(row.role),
        row.joined,
        row.rank,
        row.read,
        row.delivered,
        JSON.stringify(row.spans),
        row.left === undefined ? null : JSON.stringify(row.left),
      )
      members.all.set(row.user, { key: Number(lastInsertRowid), row })
      members.current = undefined
      return
    }
    const stays = member.row.rank === row.rank && member.row.left === undefined && row.left === undefined
    if (stays) members.current = members.current?.with(placeOf(members.current, row.rank, row.user), row)
    else members.current = undefined
    const marks = onlyDelivered(member.row, row) ? this.#raised : this.#changed
    marks.add(member)
    member.row = row
  }

  conversationsOf(user: Handle): ConversationId[] {
    return this.#sql.conversationsOf.all(this.#accounts.keyOf(user))
  }

  contactsOf(user: Handle): Handle[] {
    this.#flushMembers()
    const key = this.#accounts.keyOf(user)
    return this.#sql.contacts.all(key, key)
  }

  prefs(user: Handle, conversation: ConversationId): Prefs {
    const found = this.#sql.prefs.get(this.#accounts.keyOf(user), conversation)
    return found === undefined ? {} : (JSON.parse(found) as Prefs)
  }

  putPrefs(user: Handle, conversation: ConversationId, prefs: Prefs): void {
    this.#sql.putPrefs.run(this.#accounts.keyOf(user), conversation, JSON.stringify(prefs))
  }

  prefsOf(user: Handle): ConversationId[] {
    return this.#sql.prefsOf.all(this.#accounts.keyOf(user))
  }

  inviteByToken(tokenHash: string): InviteRow | undefined {
    const found = this.#sql.invite.get(tokenHash)
    return found && { conversation: found[0], by: found[1], tokenHash }
  }

  putInvite(invite: InviteRow): void {
    this.#sql.putInvite.run(this.keyOf(invite.conversation), this.#accounts.keyOf(invite.by), invite.tokenHash)
  }

  deleteInvite(conversation: ConversationId): void {
    const state = this.#state(conversation)
    if (state !== undefined) this.#sql.deleteInvite.run(state.key)
  }

  /** Writes heads and marks once, however often they moved. */
  flush(): void {
    for (const state of this.#moved) {
      const { key, row, newest, title } = state
      if (row.head === newest && row.title === title) continue
      this.#sql.update.run(row.title ?? null, row.head, key)
      state.title = row.title
    }
    this.#moved.clear()
    this.#flushMembers()
  }

  /** Something may be forgotten next: what is known of it must be in the tables before. */
  get isFull(): boolean {
    return this.#states.isFull
  }

  flushMarks(): void {
    for (const member of this.#raised) this.#write(member)
    this.#raised.clear()
  }

  #flushMembers(): void {
    for (const member of this.#changed) this.#write(member)
    this.#changed.clear()
  }

  #write({ key, row }: MemberState): void {
    this.#sql.updateMember.run(
      roles.encode(row.role),
      row.joined,
      row.rank,
      row.read,
      row.delivered,
      JSON.stringify(row.spans),
      row.left === undefined ? null : JSON.stringify(row.left),
      key,
    )
  }

  begin(): void {
    this.#states.turn()
    this.#ids.turn()
  }

  forget(): void {
    this.#moved.clear()
    this.#changed.clear()
    this.#raised.clear()
    this.#states.clear()
    this.#ids.clear()
  }
}

function onlyDelivered(before: MemberRow, after: MemberRow): boolean {
  return (
    after.delivered > before.delivered &&
    after.read === before.read &&
    after.role === before.role &&
    after.joined === before.joined &&
    after.rank === before.rank &&
    after.spans === before.spans &&
    after.left === before.left
  )
}

/** Where a member stands in a list that is ordered by rank. */
function placeOf(members: readonly MemberRow[], rank: number, user: Handle): number {
  let low = 0
  let high = members.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((members[middle] as MemberRow).rank < rank) low = middle + 1
    else high = middle
  }
  // Ranks are distinct in one conversation, but nothing here depends on it.
  while (low < members.length && members[low]?.user !== user) low += 1
  return low
}
