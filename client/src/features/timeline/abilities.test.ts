import { expect, test } from 'vitest'
import { abilitiesOf } from './abilities.ts'
import type { MessageItem } from './message-row.tsx'

const member = { write: true, admin: false }
const item = (
  over: Partial<Omit<MessageItem, 'line'>> & { line?: Partial<MessageItem['line']> } = {},
): MessageItem => ({
  id: 'm',
  conversation: 'dm:ada:bob',
  place: 1,
  by: 'bob',
  own: false,
  at: 0,
  pending: false,
  ...over,
  line: { kind: 'message', text: 'hi', reactions: [], ...over.line },
})
const own = { own: true, by: 'ada', state: 'sent' as const }

test('one’s own may be changed and taken back from everyone; another’s only by an admin of the group', () => {
  expect(abilitiesOf(item(own), member)).toMatchObject({ edit: true, remove: 'everywhere' })
  expect(abilitiesOf(item(), member)).toMatchObject({ reply: true, react: true, edit: false, remove: 'here' })
  expect(abilitiesOf(item(), { write: true, admin: true })).toMatchObject({ edit: false, remove: 'everywhere' })
})

test('who is no longer a member reads, copies, and deletes on this device alone', () => {
  const former = { write: false, admin: false }
  const here = { reply: false, react: false, edit: false, copy: true, forward: true, remove: 'here' }
  expect(abilitiesOf(item(), former)).toEqual(here)
  expect(abilitiesOf(item(own), former)).toEqual(here)
})

test('what has not been sent is changed and deleted wherever one is; what was refused is not answered', () => {
  const refused = item({ ...own, pending: true, state: 'failed' })
  expect(abilitiesOf(refused, { write: false, admin: false })).toMatchObject({ edit: true, remove: 'unsent' })
  expect(abilitiesOf(refused, member)).toMatchObject({ reply: false, react: false })
})

test('nothing is done with what is gone or about to go', () => {
  for (const line of [{ removed: { by: 'bob' } }, { removePending: true }])
    expect(Object.values(abilitiesOf(item({ line }), member)).every((can) => can === false || can === 'no')).toBe(true)
})
