/** The whole protocol in one idempotent call. */
import { json, type Request, type Router } from 'express'
import { parseCursor } from '#protocol/cursor.ts'
import type { ExchangeAnswer } from '#protocol/http.ts'
import { ExchangeRequest } from '#protocol/http.ts'
import { HARD_PUSH_BYTES } from '#protocol/limits.ts'
import type { PushErrorCode } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { type Admitted, admit } from '../admission.ts'
import type { Gateway } from '../gateway.ts'
import { invalid, Refusal } from './errors.ts'
import { accountOf, ask, authenticate } from './session.ts'

/** Room for cursor, version and spacing around the largest push that is still answered. */
const ENVELOPE_BYTES = 4096

const SAID: Partial<Record<PushErrorCode, string>> = {
  invalid: 'That is no exchange.',
  'too-large': 'Those are more ops than are taken at once.',
  'slow-down': 'Too many ops at once.',
}

export function exchange(api: Router, gateway: Gateway): void {
  const { config, metrics } = gateway

  // Parsed after signing in: only who has an account may make the server read a megabyte.
  const body = json({ limit: HARD_PUSH_BYTES + ENVELOPE_BYTES, inflate: false, verify: noteLength })

  api.post('/exchange', authenticate(gateway), body, async (request, response) => {
    const parsed = ExchangeRequest.safeParse(request.body)
    if (!parsed.success) throw invalid('That is no exchange.')
    const { protocol = PROTOCOL, ops, after } = parsed.data
    const push = after === undefined ? { ops } : { ops, after }

    // Ops of a newer version wait on their device until this server knows what they mean.
    if (protocol > PROTOCOL) throw await upgradeRequired({ ops: [] })
    const admitted = admit(
      { push, bytes: bytesOf(request, push, config.pushBytes), user: accountOf(response).user.handle },
      gateway,
    )
    if ('error' in admitted) {
      const { code, retryAfter } = admitted.error
      metrics.pushed(code, 0)
      throw new Refusal(code, SAID[code] ?? 'That was refused.', retryAfter === undefined ? {} : { retryAfter })
    }
    if (protocol < PROTOCOL - 1) throw await upgradeRequired(admitted)

    const { moved, ...answer } = await ask(gateway, response, 'exchange', {
      ...admitted,
      cursor: parseCursor(parsed.data.cursor),
      entries: config.batchEntries,
      bytes: config.batchBytes,
    })
    if (admitted.ops.length > 0) metrics.pushed(moved ? 'moved' : 'committed', admitted.ops.length)
    if (moved) throw movedTo(answer.outbox)
    metrics.tally.entries += answer.entries.length
    response.json(answer satisfies ExchangeAnswer)

    /** An old device hands in what it still holds and is told to update; nothing else is exchanged. */
    async function upgradeRequired(ops: Admitted): Promise<Refusal> {
      const { outbox, error } = await ask(gateway, response, 'push', ops)
      if (error?.code === 'moved') return movedTo(outbox)
      return new Refusal('upgrade-required', 'This version is too old or too new.', { outbox: outbox ?? null })
    }
  })
}

const movedTo = (outbox: string | null | undefined) =>
  new Refusal('moved', 'The outbox goes on from elsewhere.', { outbox: outbox ?? null })

interface Measured extends Request {
  bodyBytes?: number
}

function noteLength(request: unknown, _response: unknown, buffer: Buffer): void {
  ;(request as Measured).bodyBytes = buffer.length
}

/** Of the push alone. What is small with all that is around it need not be measured again. */
function bytesOf(request: Measured, push: unknown, limit: number): number {
  const whole = request.bodyBytes ?? 0
  if (whole <= limit) return whole
  try {
    return Buffer.byteLength(JSON.stringify(push))
  } catch {
    // Nested more deeply than can be written out again: no push that a device makes.
    return whole
  }
}
