import { expect, test } from 'vitest'
import type { Engine, EngineStatus, Notice } from '#engine/driver.ts'
import type { Clock } from '#engine/ports.ts'
import type { Typing } from '#protocol/session.ts'
import { createLead } from './lead.ts'

const live: EngineStatus = { connection: { state: 'live' }, storage: 'ok', stopped: false }

/** Engines that do nothing but live and stop, over a store that gives terms. */
function stage({ fails = 0 } = {}) {
  let terms = 0
  let failures = fails
  const timers: (() => void)[] = []
  const running: number[] = []
  const told: EngineStatus[] = []
  const heard: Notice[] = []
  const typed: [term: number, notice: Typing][] = []
  const says: ((notice: Notice) => void)[] = []
  const clock: Pick<Clock, 'after'> = {
    after(_, then) {
      timers.push(then)
      return () => timers.splice(timers.indexOf(then) >>> 0, 1)
    },
  }
  const lead = createLead({
    clock: clock as Clock,
    async startEngine() {
      failures -= 1
      if (failures >= 0) return undefined
      terms += 1
      const term = terms
      running.push(term)
      let listener = (_: EngineStatus) => {}
      return {
        subscribe(next: (status: EngineStatus) => void) {
          listener = next
          next(live)
        },
        onNotice: (hear: (notice: Notice) => void) => says.push(hear),
        typing: (notice: Typing) => typed.push([term, notice]),
        stop() {
          running.splice(running.indexOf(term), 1)
          listener({ ...live, stopped: true })
        },
      } as unknown as Engine
    },
    tell: (status) => told.push(status),
    hear: (notice) => heard.push(notice),
  })
  const timePasses = () => {
    for (const then of timers.splice(0)) then()
  }
  const settle = () => new Promise((done) => setImmediate(done))
  return { lead, running, told, heard, typed, says, settle, timePasses }
}

test('[S24] leading runs one engine, and stopping ends it', async () => {
  const { lead, running, told, settle } = stage()
  const stop = lead.begin()
  await settle()
  expect([running, told]).toEqual([[1], [live]])
  stop()
  expect([running, lead.status()]).toEqual([[], undefined])
})

test('a database that cannot be led yet is tried again', async () => {
  const { lead, running, settle, timePasses } = stage({ fails: 1 })
  lead.begin()
  await settle()
  expect(running).toEqual([])
  timePasses()
  await settle()
  expect(running).toEqual([1])
})

test('[S24] a restart ends the old engine before another begins, under a newer term', async () => {
  const { lead, running, settle, timePasses } = stage()
  lead.begin()
  await settle()
  lead.restart()
  expect(running).toEqual([])
  timePasses()
  await settle()
  expect(running).toEqual([2])
})

test('a restart while the first engine is still on its way leaves one', async () => {
  const { lead, running, settle, timePasses } = stage()
  lead.begin()
  lead.restart()
  await settle()
  timePasses()
  await settle()
  expect(running).toEqual([2])
})

test('whoever stopped leading while the engine was on its way runs none', async () => {
  const { lead, running, settle } = stage()
  lead.begin()()
  await settle()
  expect(running).toEqual([])
})

test('what passes is heard from the engine that leads, and what one types goes to it alone', async () => {
  const { lead, heard, typed, says, settle } = stage()
  const typing = { conversation: 'dm:ada:bob', on: true }
  lead.typing(typing)
  const stop = lead.begin()
  await settle()
  lead.typing(typing)
  expect(typed).toEqual([[1, typing]])

  says[0]?.({ kind: 'connected' })
  lead.restart()
  says[0]?.({ kind: 'typing', notice: { ...typing, by: 'bob' } })
  stop()
  lead.typing(typing)
  expect([heard, typed.length]).toEqual([[{ kind: 'connected' }], 1])
})
