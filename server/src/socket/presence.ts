/** Who is here and who types: told to those who share a conversation, kept nowhere. */
import type { Store } from '#core/requests.ts'
import type { Handle } from '#protocol/ids.ts'
import type { Presence, Typing } from '#protocol/session.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { mayDrop } from './wire.ts'

export interface Presences {
  /** The user's first session is here. */
  cameOnline(session: Session): Promise<void>
  /** Their last one is gone. */
  wentOffline(session: Session): Promise<void>
  /** Tells a session who of those it knows is here. */
  introduce(session: Session): Promise<void>
  typed(session: Session, notice: Typing): Promise<void>
}

export function createPresences(store: Store, sessions: Sessions, now: () => number): Presences {
  function tell(users: readonly Handle[], send: (session: Session) => void) {
    for (const user of users) {
      for (const session of sessions.ofUser(user)) {
        if (session.hasBeenWelcomed && !mayDrop(session.wire)) send(session)
      }
    }
  }

  async function announce(session: Session, online: boolean) {
    const presence: Presence = { user: session.asker.user, online, seen: now() }
    const contacts = await session.asked(store.ask('contacts', { user: presence.user }))
    // Meanwhile they may have come or gone again: then the newer announcement is the true one.
    if (contacts === undefined || sessions.isOnline(presence.user) !== online) return
    tell(contacts, ({ wire }) => wire.emit('presence', presence))
  }

  return {
    cameOnline: (session) => announce(session, true),
    wentOffline: (session) => announce(session, false),
    async introduce(session) {
      const watched = await session.asked(store.ask('watched', session.asker))
      if (watched === undefined || !session.hasBeenWelcomed) return
      const seen = now()
      for (const user of watched) {
        if (sessions.isOnline(user)) session.wire.emit('presence', { user, online: true, seen })
      }
    },
    async typed(session, { conversation, on }) {
      const listeners = await session.asked(store.ask('listeners', { ...session.asker, conversation }))
      const by = session.asker.user
      if (listeners === undefined) return
      tell(listeners, ({ wire }) => wire.emit('typing', { conversation, on, by }))
    },
  }
}
