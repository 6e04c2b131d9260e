import { expect, test } from 'vitest'
import type { PlacedEvent } from '#protocol/event.ts'
import { type Ending, type Held, History, type Saved } from './history.ts'

const DM = 'dm:ada:bob'

/** Ada writes three, Bob hears them: what a world without faults looks like, to be spoilt. */
function world() {
  const history = new History()
  const saved: Saved[] = ['one', 'two', 'three'].map((text) => ({ id: `id ${text}`, conversation: DM, text }))
  for (const message of saved) history.saved('phone', 'ada', message)
  const log = saved.map((message, i) => ({
    ...message,
    kind: 'message',
    at: 1,
    received: 1,
    by: 'ada',
    position: i + 1,
  })) as PlacedEvent[]
  history.acked(['id one', 'id two'])
  for (const event of log) history.heard('tablet', 'bob', { ...event, text: 'x' })
  const everything = (): Held => ({ events: structuredClone(log) as never, refused: [] })
  const held = new Map([
    ['phone', everything()],
    ['tablet', everything()],
  ])
  const ending: Ending = {
    log,
    held,
    spans: (user, conversation) => (conversation.split(':').includes(user) ? [[1, null]] : []),
  }
  return { history, log, held, ending, saved }
}
type World = ReturnType<typeof world>
const eventsOf = (held: World['held']) => held.get('tablet')?.events as unknown[]

test('a world without faults has none', () => {
  const { history, ending } = world()
  expect(history.faults(ending)).toEqual([])
})

test.each<[fault: RegExp, (world: World) => void]>([
  [/\[S5\] id three was acked and is lost/, ({ history, log }) => history.acked([log.pop()?.id as string])],
  [/\[S3\] phone kept id three, and it is lost/, ({ log }) => log.pop()],
  [/\[S3\] id one is in the log twice/, ({ log }) => log.push({ ...(log[0] as PlacedEvent), position: 4 })],
  [/goes from 1 to 3/, ({ log }) => log.splice(1, 1)],
  [/\[S2\] phone wrote id three/, ({ log }) => log.map((event, i) => Object.assign(event, { position: 3 - i }))],
  [/\[S28\] id one by ada is told as by bob/, ({ log }) => Object.assign(log[0] as object, { by: 'bob' })],
  [/another text/, ({ log }) => Object.assign(log[0] as object, { text: 'else' })],
  [/another conversation/, ({ log }) => Object.assign(log[0] as object, { conversation: 'dm:ada:eve' })],
  [
    /tablet heard id two at 0 dm:ada:bob 1, not id one/,
    ({ history }) => history.heard('tablet', 'bob', { id: 'id two', conversation: DM, position: 1, by: 'ada' }),
  ],
  [
    /and it is at undefined/,
    ({ history }) => history.heard('tablet', 'bob', { id: 'gone', conversation: DM, position: 9, by: 'ada' }),
  ],
  [
    /\[S20\] laptop heard id one/,
    ({ history }) =>
      history.heard('laptop', 'eve', { id: 'id one', conversation: DM, position: 1, by: 'ada', text: 'x' }),
  ],
  [/\[S6\] tablet acked entry 3 and held 2/, ({ history }) => history.deviceAcks('tablet', 3, 2)],
  [/tablet lacks id two/, ({ held }) => eventsOf(held).splice(1, 1)],
  [/\[S3\] tablet holds id one twice/, ({ held, log }) => eventsOf(held).push(log[0])],
  [/tablet holds id one at 7/, ({ held }) => Object.assign(eventsOf(held)[0] as object, { position: 7 })],
])('finds %s', (fault, spoil) => {
  const spoilt = world()
  spoil(spoilt)
  expect(spoilt.history.faults(spoilt.ending).join('\n')).toMatch(fault)
})

test('what is shown as refused is not lost', () => {
  const { history, ending, held, log } = world()
  for (const each of held.values()) (each.events as unknown[]).pop()
  log.pop()
  held.set('phone', { events: held.get('phone')?.events ?? [], refused: ['id three'] })
  expect(history.faults(ending).filter((fault) => !fault.startsWith('tablet heard'))).toEqual([])
})

test('a server that was put back may tell another story, from then on', () => {
  const { history, ending } = world()
  const other = { conversation: DM, position: 1, by: 'ada' }
  const { history: before } = world()
  before.heard('tablet', 'bob', { ...other, id: 'id three' })
  expect(before.faults(ending)).not.toEqual([])
  history.rolledBack()
  history.heard('tablet', 'bob', { ...other, id: 'id one' })
  expect(history.faults(ending)).toEqual([])
})
