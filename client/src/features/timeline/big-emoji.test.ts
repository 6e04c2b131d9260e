import { expect, test } from 'vitest'
import { isFewEmoji } from './big-emoji.ts'

test.each(['🌊', '👋🏽', '👩‍👩‍👧‍👦', '❤️ ❤️ ❤️', '🇫🇮', '1️⃣'])('%s is shown big', (text) => {
  expect(isFewEmoji(text)).toBe(true)
})

test.each(['', ' ', 'a', '7', '🌊a', '🌊🌊🌊🌊', '🌊.'])('%j is text', (text) => {
  expect(isFewEmoji(text)).toBe(false)
})
