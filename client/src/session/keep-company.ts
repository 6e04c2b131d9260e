/** What becomes of who is here and who types as it is told, and by itself. Loaded with the first that is told. */
import type { Notice } from '#engine/driver.ts'
import type { Clock } from '#engine/ports.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { type Company, NOBODY, type Typist, useCompany } from './company.ts'

/** @param typingMs for so long somebody types who does not say so again */
export function heard(company: Company, notice: Notice, { now, typingMs }: { now: number; typingMs: number }): Company {
  switch (notice.kind) {
    case 'connected':
      return NOBODY
    case 'presence': {
      const { user, online, seen } = notice.presence
      const known: Company = { ...company, presence: { ...company.presence, [user]: online ? 'online' : { seen } } }
      return online ? known : keptTyping(known, ({ by }) => by !== user)
    }
    case 'typing': {
      const { conversation, by, on } = notice.notice
      const others = company.typing[conversation] ?? []
      const before = others.some((typist) => typist.by === by)
      if (!on) return before ? without(company, conversation, by) : company
      const until = now + typingMs
      const typists = before
        ? others.map((typist) => (typist.by === by ? { by, until } : typist))
        : [...others, { by, until }]
      // Who types is here: of somebody who is new to one, the server has told nothing else yet.
      const presence: Company['presence'] = { ...company.presence, [by]: 'online' }
      return { presence, typing: { ...company.typing, [conversation]: typists } }
    }
  }
}

/** Without those who have not said for too long that they type. A clock that was put back ends it too. */
export const withoutSilent = (company: Company, { now, typingMs }: { now: number; typingMs: number }): Company =>
  keptTyping(company, ({ until }) => until > now && until <= now + typingMs)

const without = (company: Company, conversation: ConversationId, by: Handle): Company =>
  keptTyping(company, (typist, where) => where !== conversation || typist.by !== by)

function keptTyping(company: Company, keeps: (typist: Typist, where: ConversationId) => boolean): Company {
  const typing = Object.entries(company.typing).flatMap(([where, typists]) => {
    const kept = typists.filter((typist) => keeps(typist, where))
    return kept.length > 0 ? [[where, kept.length === typists.length ? typists : kept] as const] : []
  })
  return { ...company, typing: Object.fromEntries(typing) }
}

export interface CompanyKeeper {
  /** The leader: the server said something. */
  hear(notice: Notice): void
  /** Followers: so the leader has it. */
  take(company: Company): void
  /** Nobody any more. */
  close(): void
}

/** Keeps `useCompany` true: each tab forgets by itself who fell silent, also where the leader does not. */
export function keepCompany(clock: Pick<Clock, 'now' | 'after'>, typingMs: number): CompanyKeeper {
  let cancel = () => {}

  function show(company: Company): void {
    cancel()
    const moment = { now: clock.now(), typingMs }
    const next = withoutSilent(company, moment)
    useCompany.setState(next, true)
    const ends = Object.values(next.typing).flatMap((typists) => typists.map(({ until }) => until))
    cancel = ends.length > 0 ? clock.after(Math.min(...ends) - moment.now, () => show(useCompany.getState())) : () => {}
  }

  return {
    hear: (notice) => show(heard(useCompany.getState(), notice, { now: clock.now(), typingMs })),
    take: show,
    close: () => show(NOBODY),
  }
}
