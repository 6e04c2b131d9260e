import { expect, test } from 'vitest'
import { type Key, meaningOf } from './keys.ts'

const none = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 0 }
const key = (name: string, over: Partial<Key> = {}): Key => ({ ...none, key: name, ...over })
const box = { empty: false, enterSends: true }

test('Enter sends, and with Shift makes a line', () => {
  expect(meaningOf(key('Enter'), box)).toBe('send')
  expect(meaningOf(key('Enter', { shiftKey: true }), box)).toBeUndefined()
})

test('on a touch keyboard Enter makes a line, and Ctrl+Enter still sends', () => {
  const touch = { ...box, enterSends: false }
  expect(meaningOf(key('Enter'), touch)).toBeUndefined()
  expect(meaningOf(key('Enter', { ctrlKey: true }), touch)).toBe('send')
  expect(meaningOf(key('Enter', { metaKey: true }), touch)).toBe('send')
})

test('Enter that ends a word of an input method never sends', () => {
  expect(meaningOf(key('Enter', { isComposing: true }), box)).toBeUndefined()
  expect(meaningOf(key('Enter', { keyCode: 229 }), box)).toBeUndefined()
  expect(meaningOf(key('Enter', { ctrlKey: true, isComposing: true }), box)).toBeUndefined()
})

test('the arrows with Ctrl choose what is answered, with text in the box too', () => {
  expect(meaningOf(key('ArrowUp', { ctrlKey: true }), box)).toBe('reply-older')
  expect(meaningOf(key('ArrowDown', { metaKey: true }), box)).toBe('reply-newer')
  expect(meaningOf(key('ArrowUp', { ctrlKey: true, shiftKey: true }), box)).toBeUndefined()
})

test('the arrow up edits only from an empty box', () => {
  expect(meaningOf(key('ArrowUp'), { ...box, empty: true })).toBe('edit-last')
  expect(meaningOf(key('ArrowUp'), box)).toBeUndefined()
  expect(meaningOf(key('ArrowUp', { shiftKey: true }), { ...box, empty: true })).toBeUndefined()
})

test('Ctrl and the semicolon open the emoji', () => {
  expect(meaningOf(key(';', { ctrlKey: true }), box)).toBe('emoji')
  expect(meaningOf(key(';', { metaKey: true }), box)).toBe('emoji')
  expect(meaningOf(key(';'), box)).toBeUndefined()
})
