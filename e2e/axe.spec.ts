import AxeBuilder from '@axe-core/playwright'
import type { Person } from './support/person.ts'
import { goHome, goOffline, OFFLINE, ONLINE, type Scene, SIGNED_OUT, SIZES, setStage, THEMES } from './support/stage.ts'
import { expect, test, type World } from './support/test.ts'

for (const size of SIZES) {
  test(`no screen or dialog has an axe violation at ${size.name} wide, in either theme, while live`, async ({
    world,
  }) => {
    test.setTimeout(240_000)
    const ada = await setStage(world, size)
    await check(ada, world, ONLINE)
  })

  test(`no screen or dialog has an axe violation at ${size.name} wide, in either theme, while offline`, async ({
    world,
  }) => {
    test.setTimeout(240_000)
    const ada = await setStage(world, size)
    await goOffline(ada, world)
    await check(ada, world, OFFLINE)
  })

  test(`signing up and in has no axe violation at ${size.name} wide, in either theme`, async ({ world }) => {
    const somebody = await world.person('ada', { signedUp: false, viewport: size })
    await check(somebody, world, SIGNED_OUT, false)
  })
}

async function check(person: Person, world: World, scenes: Scene[], home = true): Promise<void> {
  for (const theme of THEMES) {
    await person.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    for (const scene of scenes) {
      if (home) await goHome(person, world)
      await scene.show(person, world)
      const { violations } = await new AxeBuilder({ page: person.page }).analyze()
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
      expect(told, `${scene.name}, ${theme}`).toEqual([])
    }
  }
}
