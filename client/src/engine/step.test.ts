import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newDevice } from './device-scripts.ts'
import type { OutboxRow } from './model.ts'
import type { ConnectionNews } from './ports.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { type Effect, type Input, initialState, type State, type StoreEffect, type Timer } from './state.ts'
import { step } from './step.ts'
import { ADA, message, opId, WELCOME } from './testbed.ts'

/**
 * A world that keeps no promise but the ports' own: answers come in any order, or fail; connections say anything, also
 * old ones; timers fire when they like. What must hold of the engine holds all the same.
 */
class AnyWorld {
  state: State = initialState(DEFAULT_SETTINGS)
  time = 0
  private stores: StoreEffect[] = []
  private https: (Effect & { do: 'http' })[] = []
  private timers = new Set<Timer>()
  private isOpen = false
  private inFlight: number | undefined
  private acks = new Map<number, number>()
  private ackCount = 0
  private wasPushed = false

  constructor(private readonly next: (below: number) => number) {
    this.feed({ on: 'start' })
  }

  turn(): void {
    this.time += this.next(5_000)
    const choices = [
      this.answerStore,
      this.answerStore,
      this.answerStore,
      this.answerHttp,
      this.say,
      this.say,
      this.fire,
      this.nudge,
    ]
    choices[this.next(choices.length)]?.call(this)
  }

  private feed(input: Input): void {
    const at = { now: this.time, monotonic: this.time, fraction: this.next(100) / 100, online: this.next(4) > 0 }
    const before = this.state
    const [after, effects] = step(before, input, at)
    this.state = after
    if (before.link.at === 'stopped') expect(effects).toEqual([])
    for (const effect of effects) this.check(effect, input)
  }

  private check(effect: Effect, input: Input): void {
    switch (effect.do) {
      case 'connect':
        expect(this.isOpen, 'one connection at a time').toBe(false)
        expect(effect.gen).toBe(this.state.gen)
        this.isOpen = true
        this.inFlight = undefined
        this.acks.clear()
        return
      case 'close':
        this.isOpen = false
        this.inFlight = undefined
        return
      case 'push':
        expect(this.isOpen).toBe(true)
        expect(this.inFlight, '[S2] one push in flight').toBeUndefined()
        if (effect.ops.length > 0) {
          expect(input, '[S9] the mark comes first').toMatchObject({ on: 'stored', gen: this.state.gen })
          expect(['markHanded', 'unsettled']).toContain((input as { call: string }).call)
        }
        this.inFlight = effect.push
        this.wasPushed = true
        return
      case 'ack': {
        expect(input, '[S6] applied before it is acked').toMatchObject({ on: 'stored', call: 'applyEntries' })
        expect((input as { gen: number }).gen).toBe(this.state.gen)
        const seq = (input as { answer: { cursor: { seq: number } } }).answer.cursor.seq
        expect(effect.cursor.seq).toBe(seq)
        expect(this.acks.get(effect.ack), 'of this connection').toBe(seq)
        return
      }
      case 'store':
        if (effect.call === 'applyEntries') {
          const { seq } = effect.ask.batch.entries.at(-1) as { seq: number }
          expect([...this.acks.values()], 'entries of this connection').toContain(seq)
        }
        this.stores.push(effect)
        return
      case 'http':
        this.https.push(effect)
        return
      case 'timer':
        this.timers.add(effect.name)
        return
      case 'cancel':
        this.timers.delete(effect.name)
        return
      case 'resume':
        expect(input).toMatchObject({ on: 'stored', call: 'applySnapshot', gen: this.state.gen })
    }
  }

  private answerStore(): void {
    const [effect] = this.stores.splice(this.next(this.stores.length), 1)
    if (!effect) return
    const { call, gen, ask } = effect
    const answer = this.next(12) === 0 ? { failed: this.next(2) ? 'full' : 'unavailable' } : this.storeAnswer(effect)
    this.feed({ on: 'stored', call, gen, ask, answer } as Input)
  }

  private storeAnswer(effect: StoreEffect): object {
    switch (effect.call) {
      case 'load':
        return { device: { ...newDevice(ADA), cursor: this.next(2) ? { seq: 5, id: 'x' } : null } }
      case 'opsAfter':
      case 'unsettled':
      case 'againOps':
        return { ops: Array.from({ length: this.next(4) }, (_, n) => row(n + 1)) }
      case 'markHanded':
        return { ops: effect.ask.ids.filter(() => this.next(5) > 0).map((_, n) => row(n + 1)) }
      case 'knows':
        return { known: this.next(2) === 0 }
      case 'applyEntries':
        if (this.next(8) === 0) return { stale: true }
        return { cursor: { seq: effect.ask.batch.entries.at(-1)?.seq ?? 0, id: 'x' } }
      case 'applySnapshot':
        return { cursor: { seq: 5, id: 'x' }, ...(this.next(2) ? { next: 'more' } : {}) }
      case 'gaps':
        return { gaps: this.next(2) ? [{ conversation: 'dm:ada:bob', before: this.next(9) }] : [] }
      case 'strangers':
        return { handles: this.next(3) ? [] : ['bob'] }
      default:
        return {}
    }
  }

  private answerHttp(): void {
    const [effect] = this.https.splice(this.next(this.https.length), 1)
    if (!effect) return
    const failures = [{ failed: 'unreachable' }, { failed: 'refused', status: 400, code: 'invalid' }]
    const answer = failures[this.next(6)] ?? { events: [], users: [], cursor: { seq: 5, id: 'x' } }
    const { call, gen, ask } = effect
    this.feed({ on: 'fetched', call, gen, ask, answer } as unknown as Input)
  }

  private say(): void {
    const isOld = this.next(4) === 0
    const gen = this.state.gen - (isOld ? 1 : 0)
    const news = this.news(isOld)
    if (!isOld && !this.isOpen) return
    // After `closed` the port says nothing more of this connection.
    if (!isOld && news.kind === 'closed') this.isOpen = false
    this.feed({ on: 'news', gen, news })
  }

  private news(isOld: boolean): ConnectionNews {
    const mode = this.next(3) === 0 ? 'resync' : 'resume'
    switch (this.next(7)) {
      case 0:
      case 1:
        return { kind: 'welcome', welcome: { ...WELCOME, inbox: mode, outbox: this.next(2) ? opId(1) : null, head: 9 } }
      case 2:
      case 3: {
        this.ackCount += 1
        const seq = 1_000 + this.ackCount
        if (!isOld) this.acks.set(this.ackCount, seq)
        const entries = [{ seq, id: 'x', event: { ...message(1), by: 'bob', received: 1, position: 1 } as never }]
        return { kind: 'entries', ack: this.ackCount, batch: { after: { seq: 0, id: null }, entries } }
      }
      case 4: {
        const push = isOld ? 0 : (this.inFlight ?? 0)
        if (!isOld) this.inFlight = undefined
        const errors = ['moved', 'invalid', 'too-large', 'slow-down', 'unavailable'] as const
        const code = errors[this.next(10)]
        return { kind: 'pushed', push, answer: code ? { error: { code }, outbox: opId(2) } : { outbox: opId(1) } }
      }
      case 5:
        return { kind: 'resumed', inbox: mode }
      default:
        return this.next(4)
          ? { kind: 'closed', ...(this.next(3) ? {} : { upgradeFailed: true }) }
          : { kind: 'replaced' }
    }
  }

  private fire(): void {
    const names = [...this.timers]
    const name = names[this.next(names.length)]
    if (!name) return
    this.timers.delete(name)
    this.feed({ on: 'timer', name })
  }

  private nudge(): void {
    this.feed(this.next(2) ? { on: 'outbox-grew' } : { on: 'wake', asked: this.next(2) === 0 })
  }

  /** Whether there is a way on: something will come, or the person is asked. */
  isStuck(): boolean {
    const { link } = this.state
    if (link.at === 'paused' || link.at === 'stopped' || this.isOpen) return false
    return this.timers.size === 0 && this.stores.length === 0
  }

  get hasPushed(): boolean {
    return this.wasPushed
  }
}

const row = (n: number): OutboxRow => ({ id: opId(n), order: n, op: message(n), state: 'handed', tries: 1 })

test('[S2] [S6] [S9] whatever comes in whatever order: one push in flight, no ack before the disk, no news of an old connection', () => {
  let pushing = 0
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), fc.integer({ min: 50, max: 400 }), (stream, turns) => {
      const world = new AnyWorld((below) => (below === 0 ? 0 : (stream.next().value as number) % below))
      for (let n = 0; n < turns; n++) {
        world.turn()
        expect(world.isStuck(), 'something will come').toBe(false)
      }
      if (world.hasPushed) pushing += 1
    }),
    { numRuns: 300, seed: 7 },
  )
  // The property says something only where pushes were made at all.
  expect(pushing).toBeGreaterThan(100)
})

test('a step changes nothing of the state that it was given', () => {
  const state = Object.freeze(initialState(DEFAULT_SETTINGS))
  const before = JSON.stringify(state)
  step(state, { on: 'start' }, { now: 1, monotonic: 1, fraction: 0, online: true })
  expect(JSON.stringify(state)).toBe(before)
})
