/** The rows that a batch touches, as they were and as they become. Rows are never changed in place. */
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { AsideRow, ConversationRow, DeviceRow, EventRow, OutboxRow, PersonRow } from './model.ts'

/** One table's touched rows. Most batches touch few tables: what is never needed is never made. */
export class Rows<K extends string, R> {
  #held: Map<K, R> | undefined
  #now: Map<K, R> | undefined
  #touched: Set<K> | undefined

  /** As it is on disk. What is here already, changed or not, stays. */
  load(key: K, row: R | undefined): void {
    if (row === undefined || this.#now?.has(key)) return
    this.#held ??= new Map()
    this.#now ??= new Map()
    this.#held.set(key, row)
    this.#now.set(key, row)
  }
  get(key: K): R | undefined {
    return this.#now?.get(key)
  }
  before(key: K): R | undefined {
    return this.#held?.get(key)
  }
  put(key: K, row: R): void {
    this.#now ??= new Map()
    if (this.#now.get(key) === row) return
    this.#now.set(key, row)
    this.#touched ??= new Set()
    this.#touched.add(key)
  }
  all(): Iterable<R> {
    return this.#now?.values() ?? NONE
  }
  changed(): R[] {
    const rows: R[] = []
    if (this.#touched) for (const key of this.#touched) rows.push(this.#now?.get(key) as R)
    return rows
  }
}

const NONE: readonly never[] = []

export class Sheet {
  device: DeviceRow
  readonly now: number
  readonly conversations = new Rows<ConversationId, ConversationRow>()
  readonly events = new Rows<OpId, EventRow>()
  readonly people = new Rows<Handle, PersonRow>()
  readonly outbox = new Rows<OpId, OutboxRow>()
  readonly aside: AsideRow[] = []
  /** messages to be folded anew once all is in */
  readonly refold = new Set<OpId>()
  /** whose mark moved: `unread` must be counted */
  readonly recount = new Set<ConversationId>()
  /** rows whose position the server gave to another */
  readonly displaced = new Map<OpId, EventRow>()
  readonly #amendments = new Map<OpId, Set<OpId>>()
  readonly #occupants = new Map<string, OpId>()

  constructor(device: DeviceRow, now: number) {
    this.device = device
    this.now = now
  }

  get self(): Handle {
    return this.device.account.user.handle
  }

  /** The server is asked who it is, and again where it did not know: it may have been put back to before the account. */
  meet(handle: Handle): void {
    if (this.people.get(handle)?.id === undefined) this.askFor(handle)
  }

  /** Has the server asked who it is (now). */
  askFor(handle: Handle): void {
    const person = this.people.get(handle)
    if (!person?.stranger) this.people.put(handle, { handle, name: handle, ...person, stranger: 1 })
  }

  loadEvent(row: EventRow | undefined): void {
    if (!row || this.events.get(row.id)) return
    this.events.load(row.id, row)
    this.#index(row)
  }

  putEvent(row: EventRow): void {
    const held = this.events.get(row.id)
    if (held?.position !== undefined && this.occupant(row.conversation, held.position)?.id === row.id) {
      this.#occupants.delete(`${row.conversation} ${held.position}`)
    }
    this.events.put(row.id, row)
    this.#index(row)
  }

  occupant(conversation: ConversationId, position: number): EventRow | undefined {
    const id = this.#occupants.get(`${conversation} ${position}`)
    return id === undefined ? undefined : this.events.get(id)
  }

  amendmentsOf(target: OpId): EventRow[] {
    return [...(this.#amendments.get(target) ?? [])].map((id) => this.events.get(id) as EventRow)
  }

  #index(row: EventRow): void {
    if (row.position !== undefined) this.#occupants.set(`${row.conversation} ${row.position}`, row.id)
    if (row.target === undefined) return
    const ids = this.#amendments.get(row.target)
    if (ids) ids.add(row.id)
    else this.#amendments.set(row.target, new Set([row.id]))
  }
}
