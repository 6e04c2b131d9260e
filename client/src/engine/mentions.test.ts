import { expect, test } from 'vitest'
import { isMentioned, mentionsIn } from './mentions.ts'

const known = new Set(['ada', 'ada.', 'mira-x', 'bob'])
const named = (text: string) => mentionsIn(text, (handle) => known.has(handle)).map(({ handle }) => handle)

test('whoever is named is found, wherever the sentence ends', () => {
  expect(named('@bob, and @mira-x: ask (@bob).')).toEqual(['bob', 'mira-x', 'bob'])
  expect(mentionsIn('hi @bob!', (handle) => known.has(handle))).toEqual([{ handle: 'bob', start: 3, end: 7 }])
})

test('a handle that ends with a full stop is one, where somebody has it', () => {
  expect(named('ask @ada.')).toEqual(['ada.'])
})

test('addresses, other names and longer ones name nobody', () => {
  expect(named('bob@bob.example x@bob @bobby @carol @@bob https://a.example/@bob @Bob')).toEqual([])
  expect(isMentioned('@adalbert', 'ada')).toBe(false)
  expect(isMentioned('so, @ada?', 'ada')).toBe(true)
})
