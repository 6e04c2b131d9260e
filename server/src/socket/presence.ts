/** Who is here and who types: told to those who share a conversation, kept nowhere. */
import type { Store } from '#core/requests.ts'
import type { Handle } from '#protocol/ids.ts'
import type { Presence, Typing } from '#protocol/session.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { mayDrop } from './wire.ts'

/** In larger company each learns it by their next welcome: it would be said as often as there are pairs. */
const INTRODUCED = 50

export interface Presences {
  /** One of the user's sessions is here. Told of the first alone. */
  cameOnline(session: Session, contacts: readonly Handle[]): void
  /** Their last one is gone. */
  wentOffline(session: Session): Promise<void>
  /** Tells a session who of those it knows is here. */
  introduce(session: Session, watched: readonly Handle[]): void
  /** Somebody came into a conversation of these: each is told who of the others is here. */
  acquaint(members: readonly Handle[]): Promise<void>
  typed(session: Session, notice: Typing): Promise<void>
}

export function createPresences(store: Store, sessions: Sessions, now: () => number): Presences {
  /** Who is here, as others were told: who has a session may not have been welcomed yet. */
  const told = new Set<Handle>()

  function tell(users: readonly Handle[], send: (session: Session) => void) {
    for (const user of users) {
      for (const session of sessions.ofUser(user)) {
        if (session.hasBeenWelcomed && !mayDrop(session.wire)) send(session)
      }
    }
  }

  function announce({ asker: { user } }: Session, online: boolean, contacts: readonly Handle[]) {
    const presence: Presence = { user, online, seen: now() }
    tell(contacts, ({ wire }) => wire.emit('presence', presence))
  }

  return {
    cameOnline(session, contacts) {
      const { user } = session.asker
      if (!session.hasBeenWelcomed || told.has(user)) return
      told.add(user)
      announce(session, true, contacts)
    },
    async wentOffline(session) {
      const { user } = session.asker
      const contacts = await session.asked(store.ask('contacts', { user }))
      // Meanwhile they may have come again: then nothing has changed.
      if (sessions.isOnline(user) || !told.delete(user)) return
      if (contacts !== undefined) announce(session, false, contacts)
    },
    introduce(session, watched) {
      if (!session.hasBeenWelcomed) return
      const seen = now()
      for (const user of watched) {
        if (told.has(user) && sessions.isOnline(user)) session.wire.emit('presence', { user, online: true, seen })
      }
    },
    async acquaint(members) {
      if (members.length > INTRODUCED) return
      for (const user of members) {
        const [session] = sessions.ofUser(user)
        const contacts = session && (await session.asked(store.ask('contacts', { user })))
        if (session === undefined || contacts === undefined || !told.has(user)) continue
        announce(
          session,
          true,
          members.filter((member) => contacts.includes(member)),
        )
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
