/**
 * People with devices at a real server, all talking at once, each over a proxy of their own: what the rounds of faults
 * are played on. One of them is a stranger to all the others, and must hear nothing.
 */
import type { PlacedEvent } from '#protocol/event.ts'
import type { SnapshotPage } from '#protocol/http.ts'
import { type ConversationId, directConversation, type Handle } from '#protocol/ids.ts'
import type { WireServer } from '../server/test/server-process.ts'
import { Device } from './device.ts'
import { FaultProxy } from './fault-proxy.ts'
import { History } from './history.ts'

const REST_MS = 60_000
const LOOK_MS = 20
/** How often an answer is answered. */
const HOPS = 3

/** A server that notices the dead soon, and takes what a round brings. */
export const STAGE_ENV = {
  PING_INTERVAL_MS: '300',
  PING_TIMEOUT_MS: '700',
  RELOOK_MS: '1000',
  RATE_OPS_BURST: '10000000',
}

export class Stage {
  readonly history = new History()
  readonly proxies: FaultProxy[] = []
  readonly devices: Device[] = []
  readonly group: ConversationId
  /** messages that the server's data lacked when it was put back to a copy */
  forgotten = 0
  #spoken = 0

  private constructor(
    readonly server: WireServer,
    group: ConversationId,
  ) {
    this.group = group
  }

  /** Ada with two devices, Bob and Cleo with one, a group of the three; and Eve. */
  static async open(server: WireServer): Promise<Stage> {
    const stage = new Stage(server, '')
    const [ada] = [
      await stage.#join('ada', 'signUp'),
      await stage.#join('bob', 'signUp'),
      await stage.#join('cleo', 'signUp'),
    ]
    await stage.#join('ada', 'signIn')
    await stage.#join('eve', 'signUp')
    const made = await ada.commands.createGroup({ title: 'Harbour', members: ['bob', 'cleo'] })
    if (!('conversation' in made)) throw new Error('no group')
    Object.assign(stage, { group: made.conversation })
    await stage.rests()
    return stage
  }

  async #join(handle: Handle, how: 'signUp' | 'signIn'): Promise<Device> {
    const proxy = await FaultProxy.listen(this.server.port)
    this.proxies.push(proxy)
    const device = await Device[how]({
      name: `${handle} ${this.proxies.length}`,
      handle,
      server: this.server.url,
      via: `http://127.0.0.1:${proxy.port}`,
      history: this.history,
    })
    const answered = new Set<string>()
    device.onHeard((event) => {
      if (event.kind !== 'message' || event.by === handle || event.text === undefined || answered.has(event.id)) return
      answered.add(event.id)
      const hops = Number(event.text.split(' ')[0])
      if (hops > 0) void device.writes(event.conversation, this.#line(hops - 1))
    })
    this.devices.push(device)
    return device
  }

  #line = (hops: number) => `${hops} hops left, line ${++this.#spoken}`

  /** Everybody says so many things at once; whoever hears one answers, and is answered. */
  async talk(lines: number): Promise<void> {
    const [ada, bob, cleo, tablet, eve] = this.devices as [Device, Device, Device, Device, Device]
    for (let i = 0; i < lines; i++) {
      await Promise.all([
        ada.writes(directConversation('ada', 'bob'), this.#line(HOPS)),
        bob.writes(this.group, this.#line(1)),
        cleo.writes(this.group, this.#line(0)),
        tablet.writes(directConversation('ada', 'cleo'), this.#line(HOPS)),
        eve.writes(directConversation('eve', 'eve'), this.#line(0)),
      ])
    }
  }

  /** So many pieces have passed between the devices and the server. */
  async passes(pieces: number): Promise<void> {
    await Promise.race(this.proxies.map((proxy) => proxy.passes(pieces)))
  }

  /** A push of somebody was refused with that code. */
  async isRefused(code: string): Promise<void> {
    await new Promise<void>((resolve) => {
      for (const device of this.devices) device.onRefused((told) => told === code && resolve())
    })
  }

  /** The server is there again, maybe elsewhere. */
  back(): void {
    for (const proxy of this.proxies) proxy.pointAt(this.server.port)
    this.wake()
  }

  wake(): void {
    for (const device of this.devices) device.wake()
  }

  /** Resolves once everybody has sent and heard everything. */
  async rests(): Promise<void> {
    const deadline = performance.now() + REST_MS
    for (;;) {
      const { saved } = this.history.counts
      const trouble = await this.#unrest()
      // Somebody may have answered while the others were looked at.
      if (trouble === undefined && saved === this.history.counts.saved) return
      if (performance.now() > deadline) throw new Error(`no rest: ${trouble}`)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      this.wake()
    }
  }

  async #unrest(): Promise<string | undefined> {
    for (const device of this.devices) {
      const trouble = device.unrest()
      if (trouble !== undefined) return trouble
    }
    for (const device of this.devices) {
      const { body } = await this.#ask<{ head: number }>(device, '/api/exchange', {
        protocol: 1,
        cursor: null,
        ops: [],
      })
      if (body.head !== device.seq) return `${device.name} holds ${device.seq} of ${body.head}`
    }
    return undefined
  }

  /** What does not hold of all that happened. Everybody must be at rest. */
  async faults(): Promise<string[]> {
    const log = new Map<string, PlacedEvent>()
    const pages = new Map<Handle, SnapshotPage>()
    for (const device of this.devices) {
      const { body: page } = await this.#ask<SnapshotPage>(device, '/api/snapshot')
      pages.set(device.handle, page)
      for (const { id, head } of page.conversations) {
        for (const event of await this.#historyOf(device, id, head)) log.set(event.id, event)
      }
    }
    return this.history.faults({
      log: [...log.values()],
      held: new Map(this.devices.map((device) => [device.name, device.held()])),
      spans: (user, conversation) => pages.get(user)?.conversations.find(({ id }) => id === conversation)?.spans ?? [],
    })
  }

  async #historyOf(device: Device, conversation: ConversationId, head: number): Promise<PlacedEvent[]> {
    const events: PlacedEvent[] = []
    for (let before = head + 1; before > 1; before -= 200) {
      const path = `/api/conversations/${encodeURIComponent(conversation)}/events?limit=200&before=${before}`
      events.push(...(await this.#ask<{ events: PlacedEvent[] }>(device, path)).body.events)
    }
    return events
  }

  async #ask<T>(device: Device, path: string, body?: object): Promise<{ body: T }> {
    const answer = await fetch(this.server.url + path, {
      headers: { cookie: device.cookie, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return { body: (await answer.json()) as T }
  }

  async close(): Promise<void> {
    for (const device of this.devices) device.close()
    for (const proxy of this.proxies) await proxy.close()
  }
}
