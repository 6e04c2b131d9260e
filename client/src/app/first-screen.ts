/** What the first screen shows, read in one go while nothing is drawn yet: then it is drawn once, and whole. */
import { headOf, readHead } from '../features/conversation/conversation.query.ts'
import { LISTED, readListed, UNSENT } from '../features/conversations/conversation-list.query.ts'
import { linesOf, readLines } from '../features/timeline/timeline.query.ts'
import { newest } from '../features/timeline/window.ts'
import type { Session } from '../session/session.ts'
import { waitingCount } from '../store/outbox-queries.ts'
import type { WindowWish } from '../store/queries.ts'
import { placeOf } from './routes.ts'

/** Fills `ahead`. Whatever can't be read, the screen's own live queries meet in their turn. */
export async function readAhead({ account, database, ahead }: Session, path: string): Promise<void> {
  const self = account.user.handle
  const viewer = { self, live: false }
  const { pane } = placeOf(path)
  const reads: [query: string, answer: () => Promise<unknown>, wish?: WindowWish][] = [
    [LISTED, () => readListed(database, viewer)],
    [UNSENT, () => waitingCount(database)],
  ]
  if (pane.at === 'conversation') {
    const conversation = pane.id
    reads.push(
      [headOf(conversation), () => readHead(database, self, conversation)],
      [linesOf(conversation), () => readLines(database, viewer, { conversation, wish: newest() }), newest()],
    )
  }
  const tables = ['device', 'conversations', 'events', 'people', 'outbox', 'drafts']
  await database.transaction('r!', tables, () =>
    Promise.all(reads.map(async ([query, answer, wish]) => ahead.set(query, await answer(), wish))),
  )
}
