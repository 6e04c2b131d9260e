import fc from 'fast-check'
import { expect, test } from 'vitest'
import { snippet } from './snippet.ts'

test('a short text is there whole, with its hits', () => {
  expect(snippet('bring the stove', [{ start: 10, end: 15 }])).toEqual([
    { text: 'bring the ', hit: false },
    { text: 'stove', hit: true },
  ])
})

test('of a long text the piece around the first hit, beginning with a word', () => {
  const text = `${'one two '.repeat(40)}stove ${'three four '.repeat(40)}`
  const start = text.indexOf('stove')
  const pieces = snippet(text, [{ start, end: start + 5 }])
  expect(pieces[0]?.text).toMatch(/^…(one|two) /)
  expect(pieces[1]).toEqual({ text: 'stove', hit: true })
  expect(pieces.at(-1)?.text).toMatch(/…$/)
  expect(pieces.map((piece) => piece.text).join('').length).toBeLessThan(190)
})

test('pieces are a run of the text, whatever the hits', () => {
  const hits = fc
    .uniqueArray(fc.nat(400))
    .map((ends) => ends.sort((a, b) => a - b))
    .map((ends) => ends.flatMap((start, at) => (at % 2 === 0 ? [{ start, end: ends[at + 1] ?? start + 1 }] : [])))
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), hits, (text, hits) => {
      const inside = hits.filter(({ end }) => end <= text.length)
      const said = snippet(text.replaceAll('…', '.'), inside).map((piece) => piece.text)
      expect(text.replaceAll('…', '.')).toContain(said.join('').replaceAll('…', ''))
    }),
  )
})
