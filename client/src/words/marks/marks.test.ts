import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from './parse.ts'
import { mayHaveMarks, type Part, plainOf } from './parts.ts'

const plain = (text: string) => plainOf(parse(text))

test('bold, italic, strike and code, inside each other too', () => {
  expect(parse('a **bold _and italic_** ~~no~~ `x*y*`.')).toEqual([
    'a ',
    { kind: 'bold', parts: ['bold ', { kind: 'italic', parts: ['and italic'] }] },
    ' ',
    { kind: 'strike', parts: ['no'] },
    ' ',
    { kind: 'code', text: 'x*y*' },
    '.',
  ])
})

test('a quote ends with its lines, and what answers it stands below', () => {
  expect(parse('> quoted\n> **twice**\nanswer')).toEqual([
    { kind: 'quote', parts: ['quoted\n', { kind: 'bold', parts: ['twice'] }] },
    'answer',
  ])
})

test('lists, numbered or not, one in another', () => {
  expect(parse('Bring:\n- oars\n- cups\n  - two\nand then')).toEqual([
    'Bring:',
    { kind: 'list', items: [['oars'], ['cups', { kind: 'list', items: [['two']] }]] },
    'and then',
  ])
  expect(parse('3. three\n4. four')).toEqual([{ kind: 'list', start: 3, items: [['three'], ['four']] }])
  expect(plain('- [ ] wax\n- [x] rack')).toBe('[ ] wax\n[x] rack')
})

test('a block of code stays as it is, marks and all', () => {
  expect(parse('see\n```js\nconst a = **b**\n\n  - c\n```\nthere')).toEqual([
    'see',
    { kind: 'code-block', text: 'const a = **b**\n\n  - c' },
    'there',
  ])
})

test.each([
  'snake_case_name and 2*3*4',
  '¯\\_(ツ)_/¯',
  '# not a heading',
  'a\n===\nb\n---',
  '***',
  '<b>x</b> &amp; [text](https://elsewhere.example) <https://a.example>',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '[x]: https://a.example',
  '    four spaces',
  '>:( and -- and 1.5 and ~5 km to ~6 km',
  '- ',
  'https://example.org/_a_/b_c_d and www.example.org/__x__',
  'two  spaces,\n\n\nthree line ends \n and \\*no mark\\*',
])('%j is words, and stays as it was typed', (text) => {
  expect(parse(text)).toEqual([text])
})

const typed = fc.string({ unit: fc.constantFrom(...'ab *_~`>-1.\n@:/'.split('')), maxLength: 60 })

test('what is read is what was typed, without some of its signs, in its order', () => {
  fc.assert(
    fc.property(typed, (text) => {
      let at = 0
      for (const letter of plain(text).replace(/\s/g, '')) {
        const found = text.indexOf(letter, at)
        expect(found).toBeGreaterThanOrEqual(0)
        at = found + 1
      }
      // no word goes with the signs
      expect(plain(text).replace(/[^ab@:/]/g, '')).toBe(wordsOf(text))
    }),
    { numRuns: 1000 },
  )
})

test('a text without signs needs no parser, and gets none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      if (mayHaveMarks(text) || text.includes('\r')) return
      expect(parse(text)).toEqual(text === '' ? [] : [text])
    }),
  )
})

test('a text made to be hard is done with as one', () => {
  const hard = ['> ', '- ', '*a ', '_', '**', '`', '~~a', '*a_ '].map((piece) => piece.repeat(8000).slice(0, 8000))
  for (const text of hard) expect(depthOf(parse(text))).toBeLessThan(10)
})

function depthOf(parts: readonly Part[]): number {
  const inner = parts.map((part) => {
    if (typeof part === 'string' || 'text' in part) return 0
    return part.kind === 'list' ? Math.max(0, ...part.items.map(depthOf)) : depthOf(part.parts)
  })
  return 1 + Math.max(0, ...inner)
}

/** An info string after a fence is not drawn. */
function wordsOf(text: string): string {
  return (fenced(text) ? plain(text) : text).replace(/[^ab@:/]/g, '')
}
const fenced = (text: string): boolean => text.includes('```') || text.includes('~~~')
