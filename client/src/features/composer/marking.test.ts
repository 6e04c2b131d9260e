import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Change, marking, markOf, type Selected } from './marking.ts'

const changed = (text: string, { from, to, insert }: Change) => text.slice(0, from) + insert + text.slice(to)
const after = (selected: Selected, mark: string): Selected => {
  const change = marking(selected, mark)
  return { text: changed(selected.text, change), start: change.start, end: change.end }
}

test('what is selected is marked, without the spaces around it, and stays selected', () => {
  expect(after({ text: 'so very much', start: 2, end: 8 }, '**')).toEqual({
    text: 'so **very** much',
    start: 5,
    end: 9,
  })
})

test('with nothing selected the caret stands between the marks', () => {
  expect(after({ text: 'so ', start: 3, end: 3 }, '_')).toEqual({ text: 'so __', start: 4, end: 4 })
})

test('marks that are selected too are taken away', () => {
  expect(after({ text: 'a ~~b~~', start: 2, end: 7 }, '~~')).toEqual({ text: 'a b', start: 2, end: 3 })
})

test('the same key twice gives the text and its words back', () => {
  const selections = fc
    .tuple(fc.string({ unit: fc.constantFrom(...'ab c'.split('')), maxLength: 12 }), fc.nat(12), fc.nat(12))
    .map(([text, a, b]) => ({ text, start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) }))
  fc.assert(
    fc.property(selections, fc.constantFrom('**', '_', '~~', '`'), (selected, mark) => {
      const twice = after(after(selected, mark), mark)
      expect(twice.text).toBe(selected.text)
      expect(twice.text.slice(twice.start, twice.end).trim()).toBe(
        selected.text.slice(selected.start, selected.end).trim(),
      )
    }),
  )
})

test('the keys of the marks, and none of the browser or an input method', () => {
  const key = {
    key: 'b',
    shiftKey: false,
    ctrlKey: true,
    metaKey: false,
    altKey: false,
    isComposing: false,
    keyCode: 66,
  }
  expect(markOf(key)).toBe('**')
  expect(markOf({ ...key, ctrlKey: false, metaKey: true, key: 'i' })).toBe('_')
  expect(markOf({ ...key, key: 'e' })).toBe('`')
  expect(markOf({ ...key, key: 'X', shiftKey: true })).toBe('~~')
  for (const other of [{ ctrlKey: false }, { altKey: true }, { isComposing: true }, { key: 'x' }, { shiftKey: true }])
    expect(markOf({ ...key, ...other })).toBeUndefined()
})
