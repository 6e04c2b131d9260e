/** Letting go of old messages that the server has: they are fetched again where somebody scrolls to them. */
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { alone, ownRow, type Run } from './hands-over.ts'
import { fromOn } from './held.ts'
import { ownMark } from './membership.ts'
import type { ConversationRow, EventRow } from './model.ts'
import { hasFailed, type Written } from './ports.ts'
import { get, getOne, put, remove, type Script, scan } from './script.ts'
import { withGap } from './upkeep-scripts.ts'

/** Newest positions of each conversation that stay: as many as a new device looks for the unread in (S10). */
const KEPT = 200
const ROWS_AT_ONCE = 1000

/** S10: what is unread stays, and what something that is only here is about. `freed`: messages. */
export async function freeSpace(run: Run, keep = KEPT): Promise<Written<{ freed: number }>> {
  const listed = await run('read', ['conversations'], () => alone(conversations()))
  if (hasFailed(listed)) return listed
  let freed = 0
  for (const id of listed.ids) {
    for (let from: number | undefined = 1; from !== undefined; ) {
      const at: number = from
      const answer: Written<{ freed: number; next?: number }> = await run(
        'write',
        ['device', 'conversations', 'events', 'outbox', 'drafts'],
        () => alone(letGo(id, { from: at, keep })),
      )
      if (hasFailed(answer)) return answer
      freed += answer.freed
      from = answer.next
    }
  }
  return { freed }
}

function* conversations(): Script<{ ids: ConversationId[] }> {
  const rows = yield* scan({ table: 'conversations', index: 'id', from: '', to: '\uffff' })
  return { ids: rows.map(({ id }) => id) }
}

/** One transaction's worth, from a position on. `next`: where to go on. */
function* letGo(
  id: ConversationId,
  { from, keep }: { from: number; keep: number },
): Script<{ freed: number; next?: number }> {
  const row = yield* getOne('conversations', id)
  const device = yield* ownRow()
  // A snapshot that is being merged tells what is held from its first page to its last.
  if (!row || !device || device.resync) return { freed: 0 }
  const below = Math.min(row.head - keep + 1, yield* needed(row))
  const rows = yield* scan({
    table: 'events',
    index: '[conversation+place]',
    from: [id, from],
    to: [id, below - 1],
    limit: ROWS_AT_ONCE,
  })
  const last = rows.length < ROWS_AT_ONCE ? undefined : rows.at(-1)
  const upTo = last ? Math.floor(last.place) + 1 : below
  const targets = yield* get(
    'events',
    rows.flatMap(({ target }) => target ?? []),
  )
  const hidden = new Set(targets.filter((row) => row?.hidden).map((row) => row?.id))
  const old = rows.filter((row) => isElsewhereToo(row) && !hidden.has(row.target))
  yield* remove(
    'events',
    old.map((event) => event.id),
  )
  if (row.floor !== undefined && row.floor < upTo) {
    yield* put('conversations', [withGap({ ...row, held: fromOn(row.held, upTo), floor: upTo })])
  }
  return { freed: old.filter(({ event }) => event.kind === 'message').length, ...(last && { next: upTo }) }
}

/** On the server, and nothing that this device alone knows. What is hidden is made of what changed it, which stays too. */
const isElsewhereToo = ({ position, hidden }: EventRow): boolean => position !== undefined && !hidden

/** The oldest position that something here is about: what is unread, the newest line, what waits, what the server lost. */
function* needed(row: ConversationRow): Script<number> {
  const { id } = row
  const [unread] = yield* scan({
    table: 'events',
    index: '[conversation+foreign]',
    from: [id, ownMark(row) + 1],
    to: [id, Infinity],
    limit: 1,
  })
  const strays = yield* scan({ table: 'events', index: 'after', from: '', to: '\uffff' })
  const outbox = yield* scan({ table: 'outbox', index: 'order', from: 0, to: Infinity })
  const draft = yield* getOne('drafts', id)
  const named = outbox.filter(({ conversation }) => conversation === id).flatMap(({ op }) => [op.id, ...namedBy(op)])
  const rows = yield* get('events', [
    ...named,
    ...namedBy({ ...draft, target: draft?.editing }),
    ...namedBy(draft?.aside),
  ])
  const places = [unread, ...strays.filter(({ conversation }) => conversation === id), ...rows].map(
    (found) => found?.place,
  )
  return Math.floor(Math.min(...[row.last?.place, ...places].filter((place) => place !== undefined)))
}

const namedBy = (about: object | undefined): OpId[] => {
  const { target, reply } = (about ?? {}) as { target?: OpId | undefined; reply?: OpId | undefined }
  return [target, reply].filter((id) => id !== undefined)
}
