import { expect, test } from 'vitest'
import { modulesPath } from './qr-path.ts'

test('each run of dark modules is one bar, and light ones are left out', () => {
  const [dark, light] = [true, false]
  expect(
    modulesPath([
      [dark, dark, light, dark],
      [light, light, light, light],
      [light, dark, dark, dark],
    ]),
  ).toBe('M0 0h2v1H0zM3 0h1v1H3zM1 2h3v1H1z')
})
