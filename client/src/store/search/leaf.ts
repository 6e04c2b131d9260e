/**
 * A leaf of the index: some hundreds of messages whose ids follow one another, and which words are in which of them. It
 * is one text, each word once and in order, and behind it a letter for each message that has it: so it is read and
 * written at once, and a word in it is found by halving.
 */
import type { OpId } from '#protocol/ids.ts'

export interface Leaf {
  /** of its messages, in order, one behind the other */
  ids: string
  words: string
}

/** A message and what is in it: words, and marks of where it is and whose. None: it is in no leaf. */
export interface Entry {
  id: OpId
  words: readonly string[]
}

/** What a message must have: a word that begins so, or one of several marks. */
export type Clause = { beginning: string } | { marks: readonly string[] }

/** More are two leaves: one is written anew with each message that comes in. */
export const MOST_MESSAGES = 1024
const ID_LETTERS = 36
/** The letter of the first message. No word has any of these: Unicode leaves them to everybody's own use. */
const FIRST = 0xe000
/** Between a word and its messages, and between those and the next word. */
const [MESSAGES, NEXT] = ['\t', '\n']

export const sizeOf = ({ ids }: Leaf): number => ids.length / ID_LETTERS

export const idsOf = (leaf: Leaf): OpId[] => Array.from({ length: sizeOf(leaf) }, (_, nth) => idAt(leaf, nth))

const idAt = ({ ids }: Leaf, nth: number): OpId => ids.slice(nth * ID_LETTERS, (nth + 1) * ID_LETTERS)

/** Which of its messages have all that is asked for, the newest first. */
export function lookIn(leaf: Leaf, clauses: readonly Clause[]): OpId[] {
  // of how many of the clauses, one after the other
  const passed = new Uint16Array(sizeOf(leaf))
  for (const [before, clause] of clauses.entries()) {
    for (const messages of messagesFor(leaf, clause)) {
      for (let at = 0; at < messages.length; at++) {
        const nth = messages.charCodeAt(at) - FIRST
        if (passed[nth] === before) passed[nth] = before + 1
      }
    }
  }
  const ids: OpId[] = []
  for (let nth = passed.length - 1; nth >= 0; nth--) if (passed[nth] === clauses.length) ids.push(idAt(leaf, nth))
  return ids
}

function* messagesFor({ words }: Leaf, clause: Clause): Generator<string> {
  const isPart = 'beginning' in clause
  for (const sought of isPart ? [clause.beginning] : clause.marks) {
    for (const { word, messages } of wordsFrom(words, seek(words, sought))) {
      if (isPart ? !word.startsWith(sought) : word !== sought) break
      yield messages
    }
  }
}

function* wordsFrom(words: string, start: number): Generator<{ word: string; messages: string }> {
  for (let [from, to] = [start, start]; from < words.length; from = to + 1) {
    const between = words.indexOf(MESSAGES, from)
    to = words.indexOf(NEXT, between)
    yield { word: words.slice(from, between), messages: words.slice(between + 1, to) }
  }
}

/** Where the first word stands that does not come before this one. */
function seek(words: string, sought: string): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const start = middle === 0 ? 0 : words.lastIndexOf(NEXT, middle - 1) + 1
    if (words.slice(start, words.indexOf(MESSAGES, start)) < sought) low = words.indexOf(NEXT, start) + 1
    else high = start
  }
  return low
}

/** A leaf with these messages as they are now, and of the others all that it had; in as many leaves as that takes. */
export function rewrite(leaf: Leaf, entries: readonly Entry[]): Leaf[] {
  const isNew = new Set(entries.map(({ id }) => id))
  const before = idsOf(leaf)
  const added = entries.filter(({ words }) => words.length > 0)
  const ids = [...before.filter((id) => !isNew.has(id)), ...added.map(({ id }) => id)].sort()
  const places = new Map(ids.map((id, place) => [id, place]))

  const having = new Map<string, number[]>()
  const note = (word: string, place: number) => {
    const known = having.get(word)
    if (known) known.push(place)
    else having.set(word, [place])
  }
  const moved = before.map((id) => (isNew.has(id) ? undefined : places.get(id)))
  for (const { word, messages } of wordsFrom(leaf.words, 0)) {
    for (let at = 0; at < messages.length; at++) {
      const place = moved[messages.charCodeAt(at) - FIRST]
      if (place !== undefined) note(word, place)
    }
  }
  for (const { id, words } of added) for (const word of words) note(word, places.get(id) as number)

  const inOrder = [...having].sort(([a], [b]) => (a < b ? -1 : 1))
  const count = Math.ceil(ids.length / MOST_MESSAGES)
  const size = Math.ceil(ids.length / count)
  return Array.from({ length: count }, (_, nth) => cut(ids, inOrder, [nth * size, (nth + 1) * size]))
}

/** What the messages from one place up to another have. */
function cut(
  ids: readonly OpId[],
  having: readonly (readonly [string, readonly number[]])[],
  [from, to]: readonly [number, number],
): Leaf {
  let words = ''
  for (const [word, places] of having) {
    let messages = ''
    for (const place of places) if (place >= from && place < to) messages += String.fromCharCode(FIRST + place - from)
    if (messages) words += word + MESSAGES + messages + NEXT
  }
  return { ids: ids.slice(from, to).join(''), words }
}
