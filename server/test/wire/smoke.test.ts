import { expect, test } from 'vitest'
import { dm, message, person } from './device.ts'
import { forEachStore, serving } from './server.ts'

forEachStore('two devices', async (store) => {
  const server = await serving({ STORE: store })
  test('talk', async () => {
    const ada = await person(server, 'ada')
    const bob = await person(server, 'bob')
    const [sent] = await ada.commit(message(dm(ada, bob), 'Hello'))
    expect(await bob.event(sent!.id)).toMatchObject({ text: 'Hello', by: ada.handle, position: 1 })
  })
})
