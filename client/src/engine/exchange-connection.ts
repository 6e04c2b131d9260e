/**
 * The same session over `POST /api/exchange`, where WebSocket is blocked (S22): the engine does not know the difference.
 * One call at a time, and none before the entries of the last were acked, since the next `cursor` is that ack.
 */
import type { Cursor } from '#protocol/cursor.ts'
import type { ExchangeAnswer } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { PushAck, PushErrorCode, Refusal } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import type { DeviceRow } from './model.ts'
import type { CallFailure, Clock, Connection, ConnectionNews, Hints, Transport } from './ports.ts'

export interface Exchanging {
  transport: Transport
  clock: Clock
  hints: Hints
  pollVisibleMs: number
  pollHiddenMs: number
  /** the server speaks another version: it takes the ops and answers 426 all the same */
  handsIn: boolean
}

interface Waiting {
  push: number
  ops: readonly Op[]
  after: OpId | null
}

export function exchangeConnection(
  { transport, clock, hints, handsIn, ...polling }: Exchanging,
  device: DeviceRow,
  listener: (news: ConnectionNews) => void,
): Connection {
  /** `halted`: the log stands still from `resync` until the device resumes. */
  let state: 'opening' | 'halted' | 'open' | 'over' = 'opening'
  let { account, cursor } = device
  let waiting: Waiting | undefined
  /** entries of the last answer, on their way to the disk */
  let acking: { ack: number; more: boolean } | undefined
  let isCalling = false
  let outbox: OpId | null = null
  let acks = 0
  let cancelPoll = () => {}

  const isOver = () => state === 'over'

  function close(): void {
    state = 'over'
    cancelPoll()
  }

  function end(refused?: Refusal): void {
    if (isOver()) return
    close()
    listener(refused ? { kind: 'closed', refused } : { kind: 'closed' })
  }

  async function open(): Promise<void> {
    const answer = await transport.account()
    if (isOver()) return
    if ('failed' in answer)
      return end(answer.failed === 'refused' && answer.status === 401 ? 'unauthenticated' : undefined)
    account = answer
    await exchange()
  }

  async function exchange(): Promise<void> {
    if (isOver() || isCalling || acking) return
    cancelPoll()
    isCalling = true
    const [sent, from] = [waiting, cursor]
    waiting = undefined
    const answer = await transport.exchange({ cursor: from, ops: sent?.ops ?? [], after: sent?.after ?? null })
    isCalling = false
    if (isOver()) return
    if ('failed' in answer) onFailure(answer, sent)
    else onAnswer(answer, sent, from)
  }

  function onAnswer(answer: ExchangeAnswer, sent: Waiting | undefined, from: Cursor | null): void {
    if (sent) listener({ kind: 'pushed', push: sent.push, answer: { outbox: answer.outbox } })
    const isFirst = state === 'opening'
    // Put back to an older copy under an open session: a new beginning is told so.
    if (!isFirst && !sent && answer.outbox !== outbox) return end()
    outbox = answer.outbox
    if (isFirst) welcome(answer)
    if (state === 'halted') return poll()
    // Resumed since: what it says of the log is about where the device was before the snapshot.
    if (from !== cursor) return void exchange()
    if (answer.inbox === 'resync') {
      // Cut or rolled back under an open session: the next handshake says so.
      if (!isFirst) return end()
      state = 'halted'
      return poll()
    }
    state = 'open'
    if (answer.after === null || answer.entries.length === 0) return poll()
    acks += 1
    acking = { ack: acks, more: answer.more }
    listener({ kind: 'entries', batch: { after: answer.after, entries: answer.entries }, ack: acks })
  }

  function welcome({ outbox, inbox, head }: Pick<ExchangeAnswer, 'outbox' | 'inbox' | 'head'>): void {
    const time = clock.now() + device.clockAhead
    const { limits } = device
    listener({ kind: 'welcome', welcome: { protocol: PROTOCOL, ...account, outbox, inbox, head, time, limits } })
  }

  function onFailure(failure: CallFailure, sent: Waiting | undefined): void {
    if (failure.failed === 'unreachable') return end()
    if (failure.status === 426) return onOtherVersion(failure, sent)
    if (failure.status === 401) return end('unauthenticated')
    if (failure.status === 403) return end('forbidden-origin')
    // `moved` too ends it: this browser may be somebody else by now, which only a new beginning asks.
    if (sent && PUSH_ERRORS.has(failure.code)) {
      listener({ kind: 'pushed', push: sent.push, answer: refusal(failure) })
      return poll()
    }
    if (failure.code === 'slow-down' && state !== 'opening') return poll(failure.retryAfterMs)
    end()
  }

  /** Whether the ops were taken shows by the outbox alone. */
  function onOtherVersion({ outbox }: CallFailure & { failed: 'refused' }, sent: Waiting | undefined): void {
    if (!handsIn || outbox === undefined) return end('upgrade-required')
    if (state === 'opening') {
      state = 'halted'
      return welcome({ outbox, inbox: 'resume', head: cursor?.seq ?? 0 })
    }
    if (!sent) return
    if (outbox !== sent.ops.at(-1)?.id) return end('upgrade-required')
    listener({ kind: 'pushed', push: sent.push, answer: { outbox } })
  }

  function poll(afterMs = hints.visible() ? polling.pollVisibleMs : polling.pollHiddenMs): void {
    if (waiting) return void exchange()
    if (!handsIn) cancelPoll = clock.after(afterMs, () => void exchange())
  }

  void open()
  return {
    push(push, ops, after) {
      waiting = { push, ops, after }
      void exchange()
    },
    ackEntries(ack, acked) {
      if (acking?.ack !== ack) return
      const { more } = acking
      acking = undefined
      cursor = acked
      if (more) void exchange()
      else poll()
    },
    resume(from) {
      if (isOver()) return
      cursor = from
      state = 'open'
      listener({ kind: 'resumed', inbox: 'resume' })
      void exchange()
    },
    // Passed on by live connections alone.
    typing() {},
    close,
  }
}

const PUSH_ERRORS: ReadonlySet<string> = new Set<PushErrorCode>(['invalid', 'too-large', 'slow-down', 'unavailable'])

function refusal({ code, retryAfterMs, outbox }: CallFailure & { failed: 'refused' }): PushAck {
  return {
    error: { code: code as PushErrorCode, ...(retryAfterMs === undefined ? {} : { retryAfter: retryAfterMs }) },
    ...(outbox === undefined ? {} : { outbox }),
  }
}
