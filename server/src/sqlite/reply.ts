/**
 * How answers go from the store's thread to the gateways: as text, a line of JSON and then a line for each event, which
 * nobody on the way to a device parses again. An event that several inboxes grew by is told once.
 */
import type { News } from '#core/context.ts'
import type { EncodedEntry, Growth } from '#core/encoded.ts'
import type { Told } from '#core/requests.ts'
import type { Cursor } from '#protocol/cursor.ts'
import type { Committed, Result } from './group-commit.ts'
import { encode, type InboxGrowth, type Letter } from './inboxes.ts'

type Failure = 'unavailable' | 'failed'

/** As a gateway gets it: in the order of its requests. */
export interface Reply {
  results: Result[]
  told: Told
}

/** Triples in one row: seq, and the places of id and event among `ids` and the lines below. */
type PackedEntries = number[]

interface Header {
  /** `undefined` is `null` here; no request is answered with `null` */
  answers: unknown[]
  errors?: [place: number, error: Failure, message: string][]
  ids: string[]
  users: string[]
  revoked: string[]
  met?: string[][]
  growths?: [user: string, after: Cursor, bytes: number, entries: PackedEntries][]
}

type Page = { found: boolean; entries: EncodedEntry[] }

const isPage = (answer: unknown): answer is Page =>
  typeof answer === 'object' && answer !== null && Object.hasOwn(answer, 'found')

export function packReply({ results, news, growths }: Committed): string {
  const lines = new Lines()
  const errors: Header['errors'] = []
  const answers = results.map((result, place) => {
    if ('error' in result) {
      errors.push([place, result.error, result.message])
      return null
    }
    const { answer } = result
    return isPage(answer) ? { ...answer, entries: lines.ofPage(answer.entries) } : answer
  })
  const header: Header = {
    answers,
    ...(errors.length > 0 && { errors }),
    ...(growths.length > 0 && { growths: growths.map((growth) => lines.ofGrowth(growth)) }),
    ids: lines.ids,
    ...tellable(news),
  }
  return [JSON.stringify(header), ...lines.events].join('\n')
}

const tellable = ({ users, revoked, met }: News) => ({ users: [...users], revoked, ...(met.length > 0 && { met }) })

export function unpackReply(text: string): Reply {
  const [first, ...events] = text.split('\n')
  const { answers, errors = [], ids, growths = [], users, revoked, met } = JSON.parse(first as string) as Header
  const results = answers.map((answer): Result => {
    if (isPage(answer)) answer.entries = unpack(answer.entries as unknown as PackedEntries, ids, events)
    return { answer: answer ?? undefined }
  })
  for (const [place, error, message] of errors) results[place] = { error, message }
  const grown = growths.map(([user, after, bytes, entries]): [string, Growth] => [
    user,
    { user, after, bytes, entries: unpack(entries, ids, events) },
  ])
  return { results, told: { users, revoked, ...(met && { met }), growths: new Map(grown) } }
}

function unpack(packed: PackedEntries, ids: readonly string[], events: readonly string[]): EncodedEntry[] {
  const entries: EncodedEntry[] = []
  for (let i = 0; i < packed.length; i += 3) {
    const [seq, id, event] = [packed[i] as number, packed[i + 1] as number, packed[i + 2] as number]
    entries.push({ seq, id: ids[id] as string, json: events[event] as string })
  }
  return entries
}

class Lines {
  readonly ids: string[] = []
  readonly events: string[] = []
  readonly #places = new Map<Letter, number>()

  ofPage(entries: readonly EncodedEntry[]): PackedEntries {
    const packed: PackedEntries = []
    for (const { seq, id, json } of entries) packed.push(seq, this.#id(id), this.events.push(json) - 1)
    return packed
  }

  ofGrowth({ user, after, bytes, entries }: InboxGrowth): [string, Cursor, number, PackedEntries] {
    const packed: PackedEntries = []
    for (const { seq, id, letter } of entries) packed.push(seq, this.#id(id), this.#event(letter))
    return [user, after, bytes, packed]
  }

  /** What one commit wrote has one id, and what lies behind each other mostly too. */
  #id(id: string): number {
    const newest = this.ids.length - 1
    return this.ids[newest] === id ? newest : this.ids.push(id) - 1
  }

  #event(letter: Letter): number {
    const known = this.#places.get(letter)
    if (known !== undefined) return known
    // Not kept with the letter: who goes on from elsewhere is rare, and what lives on is copied by every collection.
    const place = this.events.push(letter.json ?? encode(letter.event)) - 1
    this.#places.set(letter, place)
    return place
  }
}
