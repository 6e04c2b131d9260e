/**
 * What each side saw, and what must hold of it. The rules are those of docs/SYNC.md and of the simulator's invariants;
 * here they are held against real processes, sockets and disks, whatever befell them meanwhile.
 */
import type { PlacedEvent } from '#protocol/event.ts'
import type { Span } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'

/** A message that a device kept: its person saw it in the conversation. */
export interface Saved {
  id: OpId
  conversation: ConversationId
  text: string
}

/** What the server said of a message's place, to whom. */
export interface Heard {
  id: OpId
  conversation: ConversationId
  position: number
  by: Handle
  text?: string | undefined
}

/** What one device holds in the end. */
export interface Held {
  events: readonly {
    id: OpId
    conversation: ConversationId
    position?: number | undefined
    text?: string | undefined
  }[]
  /** messages that are shown as refused */
  refused: readonly OpId[]
}

/** What is known from outside in the end: all that the server has, and who could see what. */
export interface Ending {
  log: readonly PlacedEvent[]
  held: ReadonlyMap<string, Held>
  spans(user: Handle, conversation: ConversationId): readonly Span[]
}

interface Witness {
  user: Handle
  saved: Saved[]
  /** by life of the server's data: a server that was put back tells another story from then on */
  heard: { life: number; heard: Heard }[]
}

export class History {
  readonly #witnesses = new Map<string, Witness>()
  readonly #acked = new Set<OpId>()
  readonly #early: string[] = []
  #life = 0
  readonly counts = { saved: 0, acked: 0, heard: 0 }

  saved(device: string, user: Handle, message: Saved): void {
    this.counts.saved += 1
    this.#witness(device, user).saved.push(message)
  }

  /** The server acked these ops. */
  acked(ids: readonly OpId[]): void {
    for (const id of ids) this.#acked.add(id)
    this.counts.acked = this.#acked.size
  }

  heard(device: string, user: Handle, heard: Heard): void {
    this.counts.heard += 1
    this.#witness(device, user).heard.push({ life: this.#life, heard })
  }

  /** A device acks an entry: does it hold it? S6. */
  deviceAcks(device: string, seq: number, heldSeq: number): void {
    if (heldSeq < seq) this.#early.push(`[S6] ${device} acked entry ${seq} and held ${heldSeq}`)
  }

  /** The server's data was put back to an older copy. */
  rolledBack(): void {
    this.#life += 1
  }

  #witness(device: string, user: Handle): Witness {
    const known = this.#witnesses.get(device) ?? { user, saved: [], heard: [] }
    this.#witnesses.set(device, known)
    return known
  }

  /** All that does not hold; empty where everything does. */
  faults(ending: Ending): string[] {
    const log = new Map(ending.log.map((event) => [event.id, event]))
    return [
      ...this.#early,
      ...duplicates(ending.log),
      ...[...this.#witnesses].flatMap(([device, witness]) => [
        ...this.#losses(device, witness, log, ending),
        ...disorder(device, witness, log),
        ...hearsay(device, witness, ending),
      ]),
      ...this.#orders(log),
      ...[...ending.held].flatMap(([device, held]) => this.#disagreements(device, held, ending)),
    ]
  }

  /** G1, S3, S5, S8, S28: what a person saw kept is in the log, as they wrote it and under their name, or shown as refused. */
  #losses(device: string, { user, saved }: Witness, log: ReadonlyMap<OpId, PlacedEvent>, { held }: Ending): string[] {
    const refused = new Set(held.get(device)?.refused)
    return saved.flatMap(({ id, text, conversation }) => {
      const event = log.get(id)
      if (event === undefined) {
        if (this.#acked.has(id)) return [`[S5] ${id} was acked and is lost`]
        return refused.has(id) ? [] : [`[S3] ${device} kept ${id}, and it is lost`]
      }
      if (event.by !== user) return [`[S28] ${id} by ${user} is told as by ${event.by}`]
      if (event.conversation !== conversation) return [`${id} is in another conversation`]
      return event.kind === 'message' && event.text === text ? [] : [`${id} has another text`]
    })
  }

  /** S11: what is where is the same for all who hear of it, and in the end. */
  #orders(log: ReadonlyMap<OpId, PlacedEvent>): string[] {
    const faults: string[] = []
    const places = new Map<string, OpId>()
    for (const [device, { heard }] of this.#witnesses) {
      for (const { life, heard: one } of heard) {
        const place = `${life} ${one.conversation} ${one.position}`
        const other = places.get(place)
        if (other !== undefined && other !== one.id) faults.push(`${device} heard ${one.id} at ${place}, not ${other}`)
        places.set(place, one.id)
        if (life < this.#life) continue
        const position = log.get(one.id)?.position
        if (position !== one.position) faults.push(`${device} heard ${one.id} at ${place}, and it is at ${position}`)
      }
    }
    return faults
  }

  /** S10: each device ends with what is in the log and its user may see, once, at the same places. */
  #disagreements(device: string, { events }: Held, { log, spans }: Ending): string[] {
    const faults: string[] = []
    const user = this.#witnesses.get(device)?.user ?? ''
    const held = new Map<OpId, Held['events'][number]>()
    for (const event of events) {
      if (held.has(event.id)) faults.push(`[S3] ${device} holds ${event.id} twice`)
      held.set(event.id, event)
    }
    for (const event of log) {
      const row = held.get(event.id)
      const maySee = isWithin(event.position, spans(user, event.conversation))
      if (!maySee) {
        if (row?.text !== undefined) faults.push(`[S20] ${device} holds ${event.id}, which is not for ${user}`)
        continue
      }
      if (row === undefined) faults.push(`${device} lacks ${event.id} at ${event.position} of ${event.conversation}`)
      else if (row.position !== event.position)
        faults.push(`${device} holds ${event.id} at ${row.position}, not ${event.position}`)
    }
    return faults
  }
}

/** S3: nothing is there twice, and positions are 1, 2, 3 … in each conversation. */
function duplicates(log: readonly PlacedEvent[]): string[] {
  const faults: string[] = []
  const ids = new Set<OpId>()
  const heads = new Map<ConversationId, number>()
  for (const { id, conversation, position } of [...log].sort((a, b) => a.position - b.position)) {
    if (ids.has(id)) faults.push(`[S3] ${id} is in the log twice`)
    ids.add(id)
    const head = heads.get(conversation) ?? 0
    if (position !== head + 1) faults.push(`${conversation} goes from ${head} to ${position}`)
    heads.set(conversation, position)
  }
  return faults
}

/** S2: what one device wrote to one conversation lies there in the order in which it was written. */
function disorder(device: string, { saved }: Witness, log: ReadonlyMap<OpId, PlacedEvent>): string[] {
  const last = new Map<ConversationId, number>()
  return saved.flatMap(({ id, conversation }) => {
    const position = log.get(id)?.position
    if (position === undefined) return []
    const before = last.get(conversation) ?? 0
    last.set(conversation, position)
    return position > before ? [] : [`[S2] ${device} wrote ${id} at ${position} after what is at ${before}`]
  })
}

/** S20: nobody hears the words of a conversation but for the time that they are in it. */
function hearsay(device: string, { user, heard }: Witness, { spans }: Ending): string[] {
  return heard.flatMap(({ heard: { id, conversation, position, text } }) =>
    text === undefined || isWithin(position, spans(user, conversation))
      ? []
      : [`[S20] ${device} heard ${id} at ${position} of ${conversation}`],
  )
}

const isWithin = (position: number, spans: readonly Span[]): boolean =>
  spans.some(([from, to]) => position >= from && (to === null || position <= to))
