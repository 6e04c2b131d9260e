import { expect, test } from 'vitest'
import { handleToAsk, type Lookup, optionsFor, type Person } from './people-options.ts'

const mira: Person = { handle: 'mira', name: 'Mira Okafor' }
const emile: Person = { handle: 'em', name: 'Émile Martin' }
const known = [emile, mira]
const options = (typed: string, lookup: Lookup = { answer: 'none' }) =>
  optionsFor({ known, typed, self: 'leo', lookup })

test('with nothing typed everybody known here is offered', () => {
  expect(options('')).toEqual({ people: known })
})

test('a name is found by any of its words, whatever its accents and case', () => {
  expect(options('oka').people).toEqual([mira])
  expect(options('EMI').people).toEqual([emile])
  expect(options('kafor').people).toEqual([])
})

test('a username is found with and without its @', () => {
  expect(options('@mir').people).toEqual([mira])
})

test('the server is asked for well-formed usernames that are not known here', () => {
  expect(handleToAsk('@Mra ', known, 'leo')).toBe('mra')
  expect(handleToAsk('mira', known, 'leo')).toBeUndefined()
  expect(handleToAsk('leo', known, 'leo')).toBeUndefined()
  expect(handleToAsk('two words', known, 'leo')).toBeUndefined()
  expect(handleToAsk('m', known, 'leo')).toBeUndefined()
})

test('whom the server found comes first', () => {
  const jo: Person = { handle: 'mir', name: 'Mirko' }
  expect(options('mir', { answer: 'found', person: jo }).people).toEqual([jo, mira])
})

test('a username that nobody has is said so, beside those that begin with it', () => {
  expect(options('mir', { answer: 'missing' })).toEqual({ people: [mira], note: { kind: 'missing', handle: 'mir' } })
})

test('where the server cannot be asked a username may be chosen unchecked', () => {
  expect(options('newcomer', { answer: 'unknown' })).toEqual({ people: [], unchecked: 'newcomer' })
})

test('nothing is said of a username that cannot be one', () => {
  expect(options('no one at all')).toEqual({ people: [], note: { kind: 'no-match' } })
})

test('with nobody known and nothing typed it says that there are no people yet', () => {
  expect(optionsFor({ known: [], typed: ' ', self: 'leo', lookup: { answer: 'none' } })).toEqual({
    people: [],
    note: { kind: 'no-people' },
  })
})
