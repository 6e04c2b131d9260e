import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hitsIn, matches, tokensOf, wordsIn } from './words.ts'

test('case, accents and what stands between words do not matter', () => {
  expect(tokensOf('Tomás: “Çok İYİ”, don’t_you kayak.example.org')).toEqual([
    'tomas',
    'cok',
    'iyi',
    'don',
    't',
    'you',
    'kayak',
    'example',
    'org',
  ])
})

test('a text without spaces is cut where its words end', () => {
  expect(matches('明日は東京に行きます', tokensOf('東京'))).toBe(true)
  expect(matches('明日は東京に行きます', tokensOf('大阪'))).toBe(false)
})

test('an emoji is a word', () => {
  expect(matches('🌊 flat water', tokensOf('🌊'))).toBe(true)
  expect(matches('flat water', tokensOf('🌊'))).toBe(false)
})

test('the last word may be half typed, and each has to be there', () => {
  expect(matches('the small stove if it still works', ['stove', 'wor'])).toBe(true)
  expect(matches('the small stove if it still works', ['stove', 'worn'])).toBe(false)
})

test('hits stand where they were written', () => {
  const text = 'Crème brûlée, CRÈME fraîche'
  expect(hitsIn(text, ['creme']).map(({ start, end }) => text.slice(start, end))).toEqual(['Crème', 'CRÈME'])
})

test('whatever the text, its words lie in it, in order, and find it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = [...wordsIn(text)]
      for (const [index, { start, end }] of words.entries()) {
        expect(start).toBeGreaterThanOrEqual(index === 0 ? 0 : (words[index - 1]?.end as number))
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
      }
      expect(matches(text, tokensOf(text))).toBe(true)
    }),
  )
})

test('composed and decomposed, upper and lower, a text has the same words', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ ,.'-]*$/), (text) => {
      const words = tokensOf(text)
      expect(tokensOf(text.normalize('NFD'))).toEqual(words)
      expect(tokensOf(text.normalize('NFC').toLowerCase())).toEqual(words)
    }),
  )
})
