/** Pictures of every screen, at both widths and in both themes, into docs/screens. Not a test: `npm run screens`. */
import { mkdirSync } from 'node:fs'
import type { Person } from './support/person.ts'
import { goHome, goOffline, OFFLINE, ONLINE, type Scene, SIGNED_OUT, SIZES, setStage, THEMES } from './support/stage.ts'
import { test, type World } from './support/test.ts'

const DIRECTORY = 'docs/screens'

for (const size of SIZES) {
  test(`screens at ${size.name}`, async ({ world }) => {
    test.setTimeout(300_000)
    mkdirSync(DIRECTORY, { recursive: true })
    const somebody = await world.person('nobody', { signedUp: false, viewport: size })
    await take(somebody, world, SIGNED_OUT, size.name, false)
    const ada = await setStage(world, size)
    await take(ada, world, ONLINE, size.name)
    await goOffline(ada, world)
    await take(ada, world, OFFLINE, size.name)
  })
}

async function take(person: Person, world: World, scenes: Scene[], size: string, home = true): Promise<void> {
  for (const theme of THEMES) {
    await person.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const scene of scenes) {
      if (home) await goHome(person, world)
      await scene.show(person, world)
      await person.page.evaluate(async () => {
        await document.fonts.ready
      })
      await person.page.screenshot({ path: `${DIRECTORY}/${scene.name}-${size}-${theme}.png`, animations: 'disabled' })
    }
  }
}
