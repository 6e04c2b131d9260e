/** What the first screen shows, read in one go while nothing is drawn yet: then it is drawn once, and whole. */
import type { ConversationId } from '#protocol/ids.ts'
import { OWN } from '../features/account/account.query.ts'
import { headOf, readHead } from '../features/conversation/conversation.query.ts'
import { LISTED, readListed, UNSENT } from '../features/conversations/conversation-list.query.ts'
import { linesOf, readLines } from '../features/timeline/timeline.query.ts'
import { newest } from '../features/timeline/window.ts'
import type { Session } from '../session/session.ts'
import { isLive } from '../session/status.ts'
import { waitingCount } from '../store/outbox-queries.ts'
import { ownProfile } from '../store/profile.ts'
import type { WindowWish } from '../store/queries.ts'
import { placeOf } from './routes.ts'

type Read = [query: string, answer: () => Promise<unknown>, wish?: WindowWish]

const TABLES = ['device', 'conversations', 'events', 'people', 'outbox', 'drafts']

/** Fills `ahead`. Whatever can't be read, the screen's own live queries meet in their turn. */
export async function readAhead(session: Session, path: string): Promise<void> {
  const { account, database } = session
  const viewer = { self: account.user.handle, live: false }
  const { pane } = placeOf(path)
  await inOneGo(session, [
    [LISTED, () => readListed(database, viewer)],
    [UNSENT, () => waitingCount(database)],
    [OWN, () => ownProfile(database, account.user)],
    ...(pane.at === 'conversation' ? screenOf(session, pane.id) : []),
  ])
}

/** The same for a conversation that is about to be opened, unless it was open before. */
export async function readConversationAhead(session: Session, conversation: ConversationId): Promise<void> {
  if (session.ahead.get(headOf(conversation)) === undefined) await inOneGo(session, screenOf(session, conversation))
}

function screenOf({ account, database }: Session, conversation: ConversationId): Read[] {
  const self = account.user.handle
  const wish = newest()
  return [
    [headOf(conversation), () => readHead(database, self, conversation)],
    [linesOf(conversation), () => readLines(database, { self, live: isLive() }, { conversation, wish }), wish],
  ]
}

async function inOneGo({ database, ahead }: Session, reads: readonly Read[]): Promise<void> {
  await database.transaction('r!', TABLES, () =>
    Promise.all(reads.map(async ([query, answer, wish]) => ahead.set(query, await answer(), wish))),
  )
}
