/**
 * How answers go from the store's thread to the gateways: as JSON, which costs two thirds of a structured clone, and
 * with each event told once, however many inboxes of the batch it is read from.
 */
import type { News } from '#core/context.ts'
import type { Entry, Event } from '#protocol/event.ts'
import type { Result } from './group-commit.ts'

type Failure = 'unavailable' | 'failed'

/** As a gateway gets it: in the order of its requests. */
export interface Reply {
  results: Result[]
  users: string[]
  revoked: string[]
}

/** `entries` of answers are triples in one row: seq, and the places of its id and its event in the lists here. */
interface Packed {
  /** `undefined` is `null` here; no request is answered with `null` */
  answers: unknown[]
  errors?: [place: number, error: Failure, message: string][]
  ids: string[]
  events: Event[]
  users: string[]
  revoked: string[]
}

type WithEntries = { entries: Entry[] }

const hasEntries = (answer: unknown): answer is WithEntries =>
  typeof answer === 'object' && answer !== null && Object.hasOwn(answer, 'entries')

export function packReply(results: readonly Result[], { users, revoked }: News): string {
  const ids = new Places<string>()
  const events = new Places<Event>()
  const errors: Packed['errors'] = []
  const answers = results.map((result, place) => {
    if ('error' in result) {
      errors.push([place, result.error, result.message])
      return null
    }
    const { answer } = result
    if (!hasEntries(answer)) return answer
    const entries: number[] = []
    for (const { seq, id, event } of answer.entries) entries.push(seq, ids.of(id), events.of(event))
    return { ...answer, entries }
  })
  const packed: Packed = {
    answers,
    ...(errors.length > 0 && { errors }),
    ids: ids.list,
    events: events.list,
    users: [...users],
    revoked,
  }
  return JSON.stringify(packed)
}

export function unpackReply(text: string): Reply {
  const { answers, errors = [], ids, events, users, revoked } = JSON.parse(text) as Packed
  const results = answers.map((answer): Result => {
    if (hasEntries(answer)) answer.entries = unpackEntries(answer.entries as unknown as number[], ids, events)
    return { answer: answer ?? undefined }
  })
  for (const [place, error, message] of errors) results[place] = { error, message }
  return { results, users, revoked }
}

function unpackEntries(packed: readonly number[], ids: readonly string[], events: readonly Event[]): Entry[] {
  const entries: Entry[] = []
  for (let i = 0; i < packed.length; i += 3) {
    const seq = packed[i] as number
    entries.push({ seq, id: ids[packed[i + 1] as number] as string, event: events[packed[i + 2] as number] as Event })
  }
  return entries
}

/** A list without doubles. */
class Places<T> {
  readonly list: T[] = []
  readonly #places = new Map<T, number>()

  of(item: T): number {
    const known = this.#places.get(item)
    if (known !== undefined) return known
    this.#places.set(item, this.list.length)
    return this.list.push(item) - 1
  }
}
