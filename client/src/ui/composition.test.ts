import { expect, test } from 'vitest'
import { isComposing } from './composition.ts'

test('a key that puts a word together, or has just ended that, is the input method’s', () => {
  expect(isComposing({ isComposing: true, keyCode: 27 })).toBe(true)
  expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true)
  expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false)
})
