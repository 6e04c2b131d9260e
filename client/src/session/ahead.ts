/**
 * First answers of live queries: what was read before anything was drawn, and what conversations showed that were open
 * before. Who comes back sees it at once; then the live query has the word. What was changed since is not remembered.
 */
import Dexie, { type ObservabilitySet, RangeSet, rangesOverlap } from 'dexie'

/** Two a conversation. */
const MOST = 48

export interface Ahead {
  /** @param wish what was asked for, where a query may ask for several things: the same object */
  get(query: string, wish?: object): unknown
  set(query: string, answer: unknown, wish?: object): void
  close(): void
}

/** @param name the database's. Where a query is about one conversation, its name ends in a space and the id. */
export function createAhead(name: string): Ahead {
  const answers = new Map<string, { answer: unknown; wish: object | undefined }>()

  function changed(parts: ObservabilitySet): void {
    const touches = (index: string, key: string) => {
      const ranges = parts[`idb://${name}/${index}`]
      return ranges !== undefined && rangesOverlap(new RangeSet(key, key), ranges as RangeSet)
    }
    // A name, a block, or all: that may be in any of them.
    const isAny = 'all' in parts || `idb://${name}/people/` in parts || touches('outbox/pending', '')
    for (const query of answers.keys()) {
      const [, id] = query.split(' ')
      // Whatever is said in a conversation moves its row too.
      if (isAny || !id || touches('conversations/', id) || touches('outbox/pending', id)) answers.delete(query)
    }
  }
  Dexie.on('storagemutated', changed)

  return {
    get(query, wish) {
      const known = answers.get(query)
      return known?.wish === wish ? known?.answer : undefined
    },
    set(query, answer, wish) {
      answers.delete(query)
      answers.set(query, { answer, wish })
      for (const oldest of answers.keys()) if (answers.size > MOST) answers.delete(oldest)
    },
    close() {
      Dexie.on.storagemutated.unsubscribe(changed)
      answers.clear()
    },
  }
}
