import { describe, expect, test } from 'vitest'
import type { ExchangeAnswer } from '#protocol/http.ts'
import { newDevice } from './device-scripts.ts'
import { exchangeConnection } from './exchange-connection.ts'
import type { Called, ConnectionNews, Transport } from './ports.ts'
import { ADA, entry, handClock, message, opId, settle } from './testbed.ts'

const at = (seq: number) => ({ seq, id: `commit-${seq}` })
const LOST: ExchangeAnswer = { outbox: null, inbox: 'resync', after: null, entries: [], more: false, head: 3 }
const FOUND: ExchangeAnswer = { ...LOST, inbox: 'resume', after: at(3) }

/** A session of a device whose cursor the server does not know; its answers are given by hand. */
async function halted() {
  const clock = handClock()
  const asked: unknown[] = []
  const told: ConnectionNews[] = []
  let give: (answer: Called<ExchangeAnswer>) => void = () => {}
  const transport = {
    account: async () => ADA,
    exchange: ({ cursor }) => {
      asked.push(cursor)
      return new Promise((resolve) => {
        give = resolve
      })
    },
  } as Partial<Transport> as Transport
  const hints = { onWake: () => () => {}, visible: () => true, online: () => true }
  const settings = { pollVisibleMs: 3_000, pollHiddenMs: 3_000, handsIn: false }
  const device = { ...newDevice(ADA), cursor: at(9) }
  const connection = exchangeConnection({ transport, clock, hints, ...settings }, device as never, (news) => {
    told.push(news)
  })
  const answer = async (given: ExchangeAnswer) => {
    give(given)
    await settle()
  }
  await settle()
  await answer(LOST)
  return { connection, asked, answer, pass: clock.pass, kinds: () => told.map(({ kind }) => kind) }
}

describe('while a snapshot is merged', () => {
  test('[S22] a call that was on its way when the session resumed does not end it', async () => {
    const { connection, asked, answer, kinds } = await halted()
    connection.push(1, [message(1)], null)
    connection.resume(at(3))
    await answer({ ...LOST, outbox: opId(1) })
    expect(asked).toEqual([at(9), at(9), at(3)])
    expect(kinds()).toEqual(['welcome', 'resumed', 'pushed'])
  })

  test('[S22] nothing of the log is told, and it goes on from the snapshot', async () => {
    const { connection, asked, answer, pass, kinds } = await halted()
    await pass(3_000)
    await answer({ ...FOUND, after: at(9), entries: [entry(10, message(1), 1, 'bob')], head: 10 })
    expect(kinds()).toEqual(['welcome'])
    connection.resume(at(3))
    await answer({ ...FOUND, entries: [entry(4, message(2), 1, 'bob')], head: 4 })
    expect(asked).toEqual([at(9), at(9), at(3)])
    expect(kinds()).toEqual(['welcome', 'resumed', 'entries'])
  })
})
