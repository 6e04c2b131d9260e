import { expect, test } from 'vitest'
import { initials } from './initials.ts'

test.each([
  ['Mira Okafor', 'MO'],
  ['dad', 'D'],
  ['Ana Maria de Lima', 'AL'],
  ['  Flat   4B ', 'F4'],
  ['👩‍👩‍👧 crew', '👩‍👩‍👧C'],
  ['🏴‍☠️', '🏴‍☠️'],
  ["Cy O'Neill (Jr.)", 'CJ'],
  ['«Вечер» "4B"', 'В4'],
  ['(: …', '(…'],
  ['é́mile', 'É́'],
  ['', ''],
])('“%s” becomes “%s”', (name, expected) => {
  expect(initials(name).normalize('NFC')).toBe(expected.normalize('NFC'))
})
