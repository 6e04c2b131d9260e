import { expect, test } from 'vitest'
import type { Notice } from '#engine/driver.ts'
import { type Company, isCompanyKnown, NOBODY, useCompany } from './company.ts'
import { heard, keepCompany } from './keep-company.ts'
import { useStatus } from './status.ts'

const typing = (by: string, on: boolean, conversation = 'dm:ada:bob'): Notice => ({
  kind: 'typing',
  notice: { conversation, on, by },
})
const presence = (user: string, online: boolean, seen = 0): Notice => ({
  kind: 'presence',
  presence: { user, online, seen },
})
const after = (...notices: Notice[]): Company =>
  notices.reduce((company, notice) => heard(company, notice, { now: 1_000, typingMs: 6_000 }), NOBODY)

/** A clock that only moves by hand. */
function stage() {
  let now = 1_000
  let timers: { at: number; then: () => void }[] = []
  const keeper = keepCompany(
    {
      now: () => now,
      after(ms, then) {
        const timer = { at: now + ms, then }
        timers.push(timer)
        return () => {
          timers = timers.filter((one) => one !== timer)
        }
      },
    },
    6_000,
  )
  function passes(ms: number) {
    const end = now + ms
    for (;;) {
      const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      timers = timers.filter((one) => one !== due)
      now = Math.max(now, due.at)
      due.then()
    }
    now = end
  }
  return { keeper, passes, typists: (of = 'dm:ada:bob') => useCompany.getState().typing[of]?.map(({ by }) => by) }
}

test('who types is known in the order in which they began, each once, and no more once they stop', () => {
  const both = after(typing('mira', true, 'crew'), typing('jonas', true, 'crew'), typing('mira', true, 'crew'))
  expect(both.typing.crew?.map(({ by }) => by)).toEqual(['mira', 'jonas'])
  const one = heard(both, typing('mira', false, 'crew'), { now: 1_000, typingMs: 6_000 })
  expect(one.typing.crew?.map(({ by }) => by)).toEqual(['jonas'])
  expect(heard(one, typing('jonas', false, 'crew'), { now: 1_000, typingMs: 6_000 }).typing).toEqual({})
})

test('a notice about one conversation leaves the lists of the others the same objects, so that they are not drawn', () => {
  const before = after(typing('bob', true), typing('mira', true, 'crew'))
  const next = heard(before, typing('bob', false), { now: 2_000, typingMs: 6_000 })
  expect(next.typing.crew).toBe(before.typing.crew)
})

test('who is here is known, who went is known by when, and nothing of a connection before', () => {
  expect(after(presence('bob', true), presence('mira', false, 700)).presence).toEqual({
    bob: 'online',
    mira: { seen: 700 },
  })
  expect(after(presence('bob', true), typing('bob', true), { kind: 'connected' })).toEqual(NOBODY)
})

test('who types is here', () => {
  expect(after(typing('bob', true)).presence).toEqual({ bob: 'online' })
  expect(after(typing('bob', false)).presence).toEqual({})
})

test('who goes away does not type any more', () => {
  expect(after(typing('bob', true), presence('bob', false)).typing).toEqual({})
})

test('who does not say it again is forgotten by itself, and each by their own time', () => {
  const { keeper, passes, typists } = stage()
  keeper.hear(typing('bob', true))
  passes(4_000)
  keeper.hear(typing('mira', true))
  passes(1_999)
  expect(typists()).toEqual(['bob', 'mira'])
  passes(1)
  expect(typists()).toEqual(['mira'])
  keeper.hear(typing('mira', true))
  passes(5_999)
  expect(typists()).toEqual(['mira'])
  passes(1)
  expect(typists()).toBeUndefined()
})

test('a follower forgets by itself what its leader told and never took back', () => {
  const { keeper, passes, typists } = stage()
  keeper.take(after(typing('bob', true)))
  expect(typists()).toEqual(['bob'])
  passes(6_000)
  expect(typists()).toBeUndefined()
})

test('what was told by a clock that is ahead of this one is not believed', () => {
  const { keeper, typists } = stage()
  keeper.take({ presence: {}, typing: { 'dm:ada:bob': [{ by: 'bob', until: 10_000_000 }] } })
  expect(typists()).toBeUndefined()
})

test('company is shown while the connection lives, through a blink of it, and not when it is down', () => {
  expect(isCompanyKnown({ state: 'live' })).toBe(true)
  expect(isCompanyKnown({ state: 'connecting' })).toBe(true)
  expect(isCompanyKnown({ state: 'reconnecting' })).toBe(false)
  expect(isCompanyKnown({ state: 'offline' })).toBe(false)
  expect(isCompanyKnown({ state: 'paused', reason: 'signed-out' })).toBe(false)
})

test('who was here before the connection went down is not here when it is tried again', () => {
  const { keeper } = stage()
  keeper.hear(presence('bob', true))
  useStatus.setState({ connection: { state: 'connecting' } })
  expect(useCompany.getState().presence).toEqual({ bob: 'online' })
  useStatus.setState({ connection: { state: 'offline' } })
  useStatus.setState({ connection: { state: 'connecting' } })
  expect(useCompany.getState()).toEqual(NOBODY)
})
