import type { Page } from '@playwright/test'
import { violations } from './support/axe.ts'
import { CHAPTERS } from './support/scenes/index.ts'
import { SIZES, THEMES } from './support/scenes/scene.ts'
import { expect, test } from './support/test.ts'

for (const chapter of CHAPTERS) {
  for (const size of SIZES) {
    const title = `${chapter.name}, ${size.name} wide: no axe violation in either theme, nothing against the content security policy`
    test(title, async ({ world }) => {
      test.setTimeout(480_000)
      const person = await chapter.begin(world, size)
      const forbidden = complaints(person.page)
      for (const scene of chapter.scenes) {
        await chapter.turn(person, world)
        await scene.show(person, world)
        for (const theme of THEMES) {
          await person.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
          expect.soft(await violations(person.page), `${scene.name}, ${theme}`).toEqual([])
        }
      }
      expect(forbidden).toEqual([])
    })
  }
}

/** What the page complains of, as it comes: broken policies and exceptions that nobody caught. */
function complaints(page: Page): string[] {
  const heard: string[] = []
  page.on('pageerror', (error) => heard.push(error.message))
  page.on('console', (message) => {
    if (/content security policy|trusted ?type/i.test(message.text())) heard.push(message.text())
  })
  return heard
}
