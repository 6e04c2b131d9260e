import { expect, test } from 'vitest'
import { editInPlaceOf } from './edit-draft.ts'

const edit = { conversation: 'dm:ada:bob', editing: 'op-1', text: 'the boat is bokked', now: 1_000 }
const begun = { conversation: 'dm:ada:bob', text: 'and', selection: [3, 3] as [number, number], changed: 500 }

test('what was being written is put aside for the edit, with the message that it answers', () => {
  expect(editInPlaceOf({ ...begun, reply: 'op-0' }, edit)).toEqual({
    conversation: 'dm:ada:bob',
    text: 'the boat is bokked',
    editing: 'op-1',
    changed: 1_000,
    aside: { text: 'and', selection: [3, 3], reply: 'op-0' },
  })
  expect(editInPlaceOf({ ...begun, text: '', reply: 'op-0' }, edit).aside).toMatchObject({ text: '', reply: 'op-0' })
  expect(editInPlaceOf(undefined, edit).aside).toBeUndefined()
})

test('another edit takes the place of one that was begun: what was aside stays so, and the newer one wins', () => {
  const other = { conversation: 'dm:ada:bob', text: 'half', editing: 'op-9', changed: 2_000, aside: { text: 'and' } }
  expect(editInPlaceOf(other, edit)).toMatchObject({ editing: 'op-1', aside: { text: 'and' }, changed: 2_001 })
})
