/** kill -9 in the middle of the load, with clients that resend what was not acked: what was acked must be there, once. */
import { delay, type Person, TEXT } from './loads.ts'
import { TidemarkClient, uuid7 } from './peers.ts'
import type { Target } from './target.ts'

interface Device {
  client: TidemarkClient
  cookie: string
}

export async function crash(target: Target, people: Person[], seconds: number): Promise<Record<string, number>> {
  const acked = new Set<string>()
  const had = new Set<string>()
  const devices: Device[] = []
  let running = true
  for (let i = 0; i + 1 < people.length; i += 2) {
    const [from, to] = [people[i] as Person, people[i + 1] as Person]
    const sender = new TidemarkClient(from.user, undefined, () => {})
    const recipient = new TidemarkClient(to.user, undefined, (id) => had.add(id))
    recipient.seen = new Set()
    devices.push({ client: sender, cookie: from.cookie ?? '' }, { client: recipient, cookie: to.cookie ?? '' })
    await sender.connect(target.port, from.cookie ?? '')
    await recipient.connect(target.port, to.cookie ?? '')
    const next = () => {
      const id = uuid7()
      sender.send({ id, to: to.user, text: TEXT }, () => {
        acked.add(id)
        if (running) next()
      })
    }
    for (let k = 0; k < 16; k++) next()
  }

  await delay(seconds * 500)
  await target.kill('SIGKILL')
  const serving = await target.start()
  await Promise.all(devices.map(({ client, cookie }) => client.connect(target.port, cookie)))
  await delay(seconds * 500)
  running = false

  const deadline = performance.now() + 20_000
  const lacking = () => [...acked].filter((id) => !had.has(id)).length
  while (lacking() > 0 && performance.now() < deadline) await delay(50)
  const lost = lacking()
  const twice = devices.reduce((sum, { client }) => sum + client.duplicates, 0)
  for (const { client } of devices) client.close()
  return { acked: acked.size, 'acked lost': lost, 'shown twice': twice, 'serving again ms': serving }
}
