import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rank } from './rank.ts'

const NAMES = ['Mira Okafor mira', 'Harbour Rowing', 'Tomás Vela tomas', 'Flat 4B', 'Иван Петров ivan', 'Trail crew']
const of = (typed: string, names: readonly string[] = NAMES) => rank(names, (name) => name, typed)

test('a few letters are enough, in any case and without accents', () => {
  expect(of('row')[0]).toBe('Harbour Rowing')
  expect(of('hrbr')[0]).toBe('Harbour Rowing')
  expect(of('TOMAS')[0]).toBe('Tomás Vela tomas')
  expect(of('@mira')[0]).toBe('Mira Okafor mira')
  expect(of('okaf mi')[0]).toBe('Mira Okafor mira')
  expect(of('пет')[0]).toBe('Иван Петров ivan')
  expect(of('4b')[0]).toBe('Flat 4B')
})

test('a word that begins so comes before one that has it in the middle', () => {
  expect(of('row', ['Brown', 'Rowing'])[0]).toBe('Rowing')
})

test('nothing typed is everything as it was, and nonsense is nothing', () => {
  expect(of(' ')).toEqual(NAMES)
  expect(of('zzzqqq')).toEqual([])
})

test('nobody is invented or doubled, whatever is typed', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string({ unit: 'binary' }), (names, typed) => {
      const targets = names.map((name, at) => ({ name, at }))
      const found = rank(targets, ({ name }) => name, typed)
      expect(new Set(found).size).toBe(found.length)
      for (const target of found) expect(targets).toContain(target)
    }),
  )
})
