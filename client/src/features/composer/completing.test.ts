import { expect, test } from 'vitest'
import { emojiRows } from '../../../emoji-data.ts'
import { codesOf } from '../../ui/emoji/rows.ts'
import { askedAt, suggestEmoji, suggestPeople } from './completing.ts'

const at = (text: string) => askedAt(text.replace('|', ''), text.indexOf('|'))

test('a sign at the beginning of a word asks, with what stands before the caret', () => {
  expect(at('hi @mi|ra')).toEqual({ sign: '@', query: 'mi', from: 3 })
  expect(at('@|')).toEqual({ sign: '@', query: '', from: 0 })
  expect(at('so **@Mi|')).toEqual({ sign: '@', query: 'mi', from: 5 })
  expect(at('yes :smi|')).toEqual({ sign: ':', query: 'smi', from: 4 })
})

test('addresses, times and single letters ask nothing', () => {
  for (const text of ['me@ex|', 'at 10:30|', ':s|', 'note: |', ': smile|', 'https://a|'])
    expect(at(text)).toBeUndefined()
})

test('people are found by handle and by each word of their name', () => {
  const people = [
    { handle: 'mira', name: 'Mira Okafor' },
    { handle: 'tomas', name: 'Tomás Vela' },
  ]
  const handles = (query: string) => suggestPeople(people, query).map(({ insert }) => insert)
  expect(handles('oka')).toEqual(['@mira '])
  expect(handles('tom')).toEqual(['@tomas '])
  expect(handles('')).toEqual(['@mira ', '@tomas '])
  expect(handles('kafor')).toEqual([])
})

test('a handle that stands there whole is not completed, so that Enter sends', () => {
  const people = [
    { handle: 'ada', name: 'Ada' },
    { handle: 'adam', name: 'Adam' },
  ]
  expect(suggestPeople(people, 'ad')).toHaveLength(2)
  expect(suggestPeople(people, 'ada')).toEqual([])
})

test('emoji are found by their names, the nearest first, and drawn as emoji', () => {
  const codes = codesOf(emojiRows(), 'none')
  const found = (query: string) => suggestEmoji(codes, query)
  expect(found('smile')[0]).toEqual({ insert: '😄', name: ':smile:', sign: '😄' })
  expect(found('heart')[0]?.insert).toBe('❤️')
  expect(found('thumbsup')[0]?.insert).toBe('👍')
  expect(found('no such emoji')).toEqual([])
})
