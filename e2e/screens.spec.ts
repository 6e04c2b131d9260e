/** Pictures of every screen, at both widths and in both themes, into docs/screens. Not a test: `npm run screens`. */
import { mkdirSync } from 'node:fs'
import { CHAPTERS } from './support/scenes/index.ts'
import { SIZES, THEMES } from './support/scenes/scene.ts'
import { test } from './support/test.ts'

const DIRECTORY = 'docs/screens'

for (const chapter of CHAPTERS) {
  for (const size of SIZES) {
    test(`screens ${chapter.name} at ${size.name}`, async ({ world }) => {
      test.setTimeout(480_000)
      mkdirSync(DIRECTORY, { recursive: true })
      const person = await chapter.begin(world, size)
      for (const scene of chapter.scenes) {
        await chapter.turn(person, world)
        await scene.show(person, world)
        // Nothing is pointed at.
        await person.page.mouse.move(0, 0)
        for (const theme of THEMES) {
          await person.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
          await person.page.evaluate(async () => {
            await document.fonts.ready
          })
          const path = `${DIRECTORY}/${scene.name}-${size.name}-${theme}.png`
          await person.page.screenshot({ path, animations: 'disabled' })
        }
      }
    })
  }
}
