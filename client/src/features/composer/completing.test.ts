import { expect, test } from 'vitest'
import { emojiRows } from '../../../emoji-data.ts'
import { codesOf } from '../../ui/emoji/rows.ts'
import { askedAt, isWhole, suggestEmoji, suggestPeople } from './completing.ts'

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

test('a handle that stands there whole comes first, and is whole', () => {
  const people = [
    { handle: 'adam', name: 'Adam' },
    { handle: 'ada', name: 'Ada' },
  ]
  const asked = (query: string) => ({ sign: '@' as const, query, from: 0 })
  const handles = (query: string) => suggestPeople(people, query).map(({ insert }) => insert)
  expect(handles('ad')).toEqual(['@adam ', '@ada '])
  expect(isWhole(asked('ad'), suggestPeople(people, 'ad'))).toBe(false)
  expect(handles('ada')).toEqual(['@ada ', '@adam '])
  expect(isWhole(asked('ada'), suggestPeople(people, 'ada'))).toBe(true)
})

test('emoji are found by their names, the nearest first, and drawn as emoji', () => {
  const codes = codesOf(emojiRows(), 'none')
  const found = (query: string) => suggestEmoji(codes, query)
  expect(found('smile')[0]).toEqual({ insert: '😄', name: ':smile:', sign: '😄' })
  expect(found('heart')[0]?.insert).toBe('❤️')
  expect(found('thumbsup')[0]?.insert).toBe('👍')
  expect(found('no such emoji')).toEqual([])
})
