import { expect, test } from 'vitest'
import type { ConnectionStatus } from '../session/status.ts'
import { connectionNews, type News, type Told } from './connection-news.ts'

/** Everything said while the connection goes through these states; numbers are how many messages wait, and were refused. */
function said(...course: [ConnectionStatus | ConnectionStatus['state'], waiting?: number, refused?: number][]): News[] {
  let told: Told = {}
  return course.flatMap(([status, waiting = 0, refused = 0]) => {
    const [next, news] = connectionNews(
      told,
      typeof status === 'string' ? ({ state: status } as ConnectionStatus) : status,
      { waiting, refused },
    )
    told = next
    return news ? [news] : []
  })
}

test('a blink is not news', () => {
  expect(said(['live'], ['connecting'], ['reconnecting'], ['live'])).toEqual([])
})

test('an outage is told once, however its name changes', () => {
  expect(said(['offline'], ['connecting'], ['unreachable'], ['offline'])).toEqual([{ say: 'offline' }])
})

test('when it is over, so is what was sent because of it', () => {
  expect(said(['offline', 3], ['syncing', 3], ['live', 3], ['live', 1], ['live', 0])).toEqual([
    { say: 'offline' },
    { say: 'back', sent: 3 },
  ])
})

test('what was refused was not sent', () => {
  expect(said(['offline', 3, 1], ['live', 3, 1], ['live', 1, 2], ['live', 0, 2])).toEqual([
    { say: 'offline' },
    { say: 'back', sent: 2 },
  ])
  expect(said(['offline', 1], ['live', 1], ['live', 0, 1])).toEqual([{ say: 'offline' }, { say: 'back', sent: 0 }])
})

test('nothing waited, and it is merely back', () => {
  expect(said(['unreachable'], ['live'], ['live'])).toEqual([{ say: 'unreachable' }, { say: 'back', sent: 0 }])
})

test('another outage before all was sent is told again, and the end tells of all', () => {
  expect(said(['offline', 3], ['live', 2], ['offline', 4], ['live', 4], ['live', 0])).toEqual([
    { say: 'offline' },
    { say: 'offline' },
    { say: 'back', sent: 4 },
  ])
})

test('a pause is told once, by its reason', () => {
  const signedOut: ConnectionStatus = { state: 'paused', reason: 'signed-out' }
  expect(said([signedOut], [signedOut], ['live'])).toEqual([{ say: 'signed-out' }])
})
