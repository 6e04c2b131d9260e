import { expect, test } from 'vitest'
import { emojiRows } from '../../../emoji-data.ts'
import { codesOf, drawable, skinsOf, TONES } from './rows.ts'
import { afterUse, mostUsed, usedIn } from './used.ts'

const rows = emojiRows()
const skins = (emoji: string) => {
  const row = rows.find(([other]) => other === emoji)
  return row && skinsOf(row)
}

test('all emoji are packed, each fits a reaction in every skin tone, and none is there twice', () => {
  expect(rows.length).toBeGreaterThan(1800)
  expect(new Set(rows.map(([emoji]) => emoji)).size).toBe(rows.length)
  // A sign for a picture that is one without it would make another reaction of the same.
  for (const [emoji] of rows) expect(emoji).not.toMatch(/\p{Emoji_Presentation}\uFE0F/u)
  const bytes = (text: string) => new TextEncoder().encode(text).length
  for (const row of rows) for (const emoji of [row[0], ...(skinsOf(row) ?? [])]) expect(bytes(emoji)).toBeLessThan(64)
})

test('a skin tone colours everybody in it, and nothing that has no skin', () => {
  expect(skins('👍')).toEqual(TONES.map((tone) => `👍${tone}`))
  expect(skins('☝️')?.[2]).toBe('☝🏽')
  expect(skins('🧑‍🤝‍🧑')?.[0]).toBe('🧑🏻‍🤝‍🧑🏻')
  expect(skins('🚣')?.[4]).toBe('🚣🏿')
  expect(skins('🎉')).toBeUndefined()
})

test('every name between colons leads to an emoji, in the tone that was chosen', () => {
  const plain = new Map(codesOf(rows, 'none'))
  expect(plain.size).toBeGreaterThan(1700)
  expect(plain.get('smile')).toBe('😄')
  expect(plain.get('heart')).toBe('❤️')
  expect(plain.get('+1')).toBe('👍')
  expect(new Map(codesOf(rows, 'dark')).get('+1')).toBe('👍🏿')
  expect(new Map(codesOf(rows, 'dark')).get('heart')).toBe('❤️')
})

test('what a device cannot draw is left out, by versions and flags; one that seems to draw none has all', () => {
  const upTo14 = new Set(rows.filter(([, , , , version]) => version <= 14).map(([emoji]) => emoji))
  const old = drawable(rows, { flags: 9, canDraw: (emoji) => upTo14.has(emoji) && emoji !== '🇪🇺' })
  expect(Math.max(...old.map(([, , , , version]) => version))).toBe(14)
  expect(old.some(([, , , , , group]) => group === 9)).toBe(false)
  expect(drawable(rows, { flags: 9, canDraw: () => false })).toHaveLength(rows.length)
})

test('what is used often and lately comes first, and what is not used any more gives way', () => {
  let scores = {}
  for (const emoji of ['🚣', '🚣', '🚣', '🎉', '🌊']) scores = afterUse(scores, emoji)
  expect(mostUsed(scores)).toEqual(['🚣', '🌊', '🎉'])
  for (let i = 0; i < 20; i++) scores = afterUse(scores, '🎉')
  expect(mostUsed(scores)).toEqual(['🎉', '🚣', '🌊'])
  for (let i = 0; i < 60; i++) scores = afterUse(scores, String.fromCodePoint(0x1f600 + i))
  expect(mostUsed(scores)).toHaveLength(40)
  expect(mostUsed(scores)).not.toContain('🚣')
})

test('what is kept and makes no sense is left out', () => {
  expect(usedIn(null)).toEqual({ scores: {}, tone: 'none' })
  expect(usedIn('{"scores":{"🎉":1,"🚣":"x"},"tone":"pink"}')).toEqual({ scores: { '🎉': 1 }, tone: 'none' })
  expect(usedIn('{')).toEqual({ scores: {}, tone: 'none' })
  expect(usedIn('7')).toEqual({ scores: {}, tone: 'none' })
})
