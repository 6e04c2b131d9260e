/** What a search on this device finds. */

import { useEffect, useState } from 'react'
import type { PersonRow } from '#engine/model.ts'
import { type ConversationId, directConversation, type Handle, type OpId, peerOf } from '#protocol/ids.ts'
import { painted } from '../../platform/painted.ts'
import { useSession } from '../../session/session.ts'
import { useLive } from '../../session/use-live.ts'
import type { Database } from '../../store/database.ts'
import { reach, reachOf } from '../../store/history.ts'
import { listConversations } from '../../store/queries.ts'
import { find, findHere, type Hit } from '../../store/search/find.ts'
import { readiness } from '../../store/search/follow.ts'
import { readAhead } from '../../store/search/leaves.ts'
import { type Asked, isEmpty, parse } from '../../store/search/parse.ts'
import { searchDatabase } from '../../store/search/search-database.ts'
import { hitsIn, matches, tokensOf } from '../../store/search/words.ts'

export { hitsIn }

export interface Place {
  id: ConversationId
  kind: 'dm' | 'group' | 'self'
  /** empty for notes to self */
  title: string
  seed: string
  handle?: Handle
}

export interface FoundMessage extends Hit {
  /** of the sender; empty for one's own */
  name: string
  where: Place
}

export interface Found {
  typed: string
  terms: string[]
  people: Place[]
  conversations: Place[]
  messages: FoundMessage[]
  /** there are more */
  more: boolean
}

const MOST_MESSAGES = 60
const MOST_PLACES = 6

interface Known {
  people: readonly PersonRow[]
  places: ReadonlyMap<ConversationId, Place>
}

/** Who and what there is: the same for every letter. */
function useKnown(): Known | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  return useLive(async (): Promise<Known> => {
    const [people, items] = await Promise.all([
      database.people.toArray(),
      listConversations(database, { self, now: Date.now() }),
    ])
    const places = items.map(({ id, kind, title, hueSeed, peer }): [ConversationId, Place] => [
      id,
      { id, kind, title, seed: hueSeed, ...(peer && { handle: peer }) },
    ])
    return { people, places: new Map(places) }
  }, [database, self])
}

/** `undefined` until the disk has answered for the first time; then the last answer, until there is another. */
export function useFound(typed: string): Found | undefined {
  const { account, database } = useSession()
  const self = account.user.handle
  const known = useKnown()
  return useLive(async (): Promise<Found | undefined> => {
    const asked = parse(typed)
    const none = { typed, terms: asked.terms, people: [], conversations: [], messages: [], more: false }
    if (!known) return undefined
    if (isEmpty(asked)) return none
    const { people, places } = known
    const personOf = new Map(people.map((person) => [person.handle, person]))
    const placeOf = (id: ConversationId): Place => places.get(id) ?? strange(id, self, personOf)

    const wanted = {
      terms: asked.terms,
      ...(asked.from !== undefined && { senders: sendersOf(asked.from, people, self) }),
      ...(asked.in !== undefined && { conversations: conversationsOf(asked.in, [...places.values()]) }),
      ...(asked.before !== undefined && { before: asked.before }),
    }
    const hits = await find({ db: database, search: searchDatabase(database.name) }, wanted, MOST_MESSAGES + 1)
    const messages = hits.slice(0, MOST_MESSAGES).map((hit) => ({
      ...hit,
      name: hit.by === self ? '' : (personOf.get(hit.by)?.name ?? hit.by),
      where: placeOf(hit.conversation),
    }))
    const isNarrowed = asked.from !== undefined || asked.in !== undefined || asked.before !== undefined
    return {
      ...none,
      messages,
      more: hits.length > MOST_MESSAGES,
      ...(!isNarrowed && {
        people: peopleFor(asked, people, self).slice(0, MOST_PLACES),
        conversations: [...places.values()]
          .filter(({ kind, title }) => kind !== 'dm' && matches(title, asked.terms))
          .slice(0, MOST_PLACES),
      }),
    }
  }, [database, self, typed, known])
}

/** The index is read while whoever opened a search has not typed anything yet. */
export function useReadAhead(): void {
  const { database } = useSession()
  useEffect(() => {
    // A disk that fails says so elsewhere.
    void painted().then(() => readAhead(searchDatabase(database.name)).catch(() => {}))
  }, [database])
}

/** How much of what is on this device can be found by its words, in percent; `undefined` once all of it can. */
export function useGettingReady(): number | undefined {
  const { database } = useSession()
  const state = useLive(() => readiness(database, searchDatabase(database.name)), [database])
  return !state || state.done >= state.all ? undefined : Math.floor((state.done / state.all) * 100)
}

/** How far back one can search. */
export function useReach() {
  const { database } = useSession()
  return useLive(() => reach(database), [database])
}

const called = ({ handle, name }: { handle: Handle; name: string }, words: readonly string[]) =>
  matches(`${handle} ${name}`, words)

function peopleFor({ terms }: Asked, people: readonly PersonRow[], self: Handle): Place[] {
  return people
    .filter((person) => person.handle !== self && called(person, terms))
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((person) => placeWith(person, self))
}

function sendersOf(typed: string, people: readonly PersonRow[], self: Handle): Handle[] {
  const name = typed.replace(/^@/, '')
  if (name.toLowerCase() === 'me') return [self]
  const exact = people.find(({ handle }) => handle === name.toLowerCase())
  if (exact) return [exact.handle]
  return people.filter((person) => called(person, tokensOf(name))).map(({ handle }) => handle)
}

const conversationsOf = (typed: string, places: readonly Place[]): ConversationId[] =>
  places.filter(({ title, handle }) => matches(`${title} ${handle ?? ''}`, tokensOf(typed))).map(({ id }) => id)

const placeWith = ({ id, handle, name }: PersonRow, self: Handle): Place => ({
  id: directConversation(self, handle),
  kind: 'dm',
  title: name,
  seed: id ?? handle,
  handle,
})

function strange(id: ConversationId, self: Handle, people: ReadonlyMap<Handle, PersonRow>): Place {
  const peer = peerOf(id, self)
  if (peer === undefined) return { id, kind: 'group', title: '', seed: id }
  if (peer === self) return { id, kind: 'self', title: '', seed: id }
  return placeWith(people.get(peer) ?? { handle: peer, name: peer }, self)
}

/** No more are counted: what is in so much is not found by stepping. */
export const MOST_HERE = 999

export interface FoundHere {
  typed: string
  terms: string[]
  /** the newest first; `place` is absent for what has not reached the server */
  messages: { id: OpId; place?: number }[]
  /** all that this device holds was looked at */
  whole: boolean
}

/** Messages of one conversation that have these words. The last answer, until there is another. */
export function useFoundHere(conversation: ConversationId, typed: string): FoundHere | undefined {
  const { database } = useSession()
  const said = useLive(() => saidIn(database, conversation), [database, conversation])
  const [found, setFound] = useState<FoundHere>()
  useEffect(() => {
    const terms = tokensOf(typed)
    if (said === undefined || terms.length === 0) return
    let left = false
    const look = async () => {
      const stores = { db: database, search: searchDatabase(database.name) }
      for await (const { hits, whole } of findHere(stores, { conversation, terms }, MOST_HERE + 1)) {
        if (left) return
        if (whole || hits.length > 0) setFound({ typed, terms, messages: hits, whole })
      }
    }
    // A disk that fails says so elsewhere.
    look().catch(() => {})
    return () => {
      left = true
    }
  }, [database, conversation, typed, said])
  return found
}

/** Another text each time that something was said in a conversation, changed, or came in. */
async function saidIn(database: Database, conversation: ConversationId): Promise<string> {
  const [row, waiting] = await Promise.all([
    database.conversations.get(conversation),
    database.outbox.where('pending').equals(conversation).primaryKeys(),
  ])
  return JSON.stringify([row?.held, waiting])
}

/** How far back one can search in a conversation, where older messages are on the server alone. */
export function useReachHere(conversation: ConversationId): number | undefined {
  const { database } = useSession()
  const reached = useLive(() => reachOf(database, conversation), [database, conversation])
  return reached?.whole === false ? reached.since : undefined
}
