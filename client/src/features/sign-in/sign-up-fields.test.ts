import { expect, test } from 'vitest'
import { asHandle, faultsOf, isFaultless } from './sign-up-fields.ts'

const good = { name: 'Ana', handle: 'ana', password: 'two doubles' }

test('a name, a username and a password are enough', () => {
  expect(isFaultless(faultsOf(good))).toBe(true)
})

test('a name of spaces is empty', () => {
  expect(faultsOf({ ...good, name: '  ' })).toEqual({ name: 'empty' })
})

test('a name is measured in code points', () => {
  expect(faultsOf({ ...good, name: '🛶'.repeat(128) })).toEqual({})
  expect(faultsOf({ ...good, name: '🛶'.repeat(129) })).toEqual({ name: 'too-long' })
})

test.each(['', 'a', '.ana', 'ana maria', 'añá', 'a'.repeat(32)])('“%s” is no username', (handle) => {
  expect(faultsOf({ ...good, handle })).toEqual({ handle: 'malformed' })
})

test('passwords have eight to 256 characters', () => {
  expect(faultsOf({ ...good, password: '1234567' })).toEqual({ password: 'too-short' })
  expect(faultsOf({ ...good, password: 'x'.repeat(257) })).toEqual({ password: 'too-long' })
})

test('what is typed as a username loses its @, its capitals and the spaces around it', () => {
  expect(asHandle(' @Ana ')).toBe('ana')
})
