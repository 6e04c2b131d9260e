/** How a call is refused. */
import type { ErrorRequestHandler, Response } from 'express'
import { Unavailable } from '#core/requests.ts'
import type { ErrorBody, ErrorCode } from '#protocol/http.ts'
import type { OpId } from '#protocol/ids.ts'
import type { Gateway } from '../gateway.ts'
import { faultOf } from '../log.ts'
import { Overloaded } from '../turns.ts'

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  'wrong-password': 403,
  'forbidden-origin': 403,
  'not-found': 404,
  taken: 409,
  moved: 409,
  'too-large': 413,
  'upgrade-required': 426,
  'slow-down': 429,
  unavailable: 503,
}

const RETRY_AFTER_MS = 1000

interface Detail {
  status?: number
  retryAfter?: number
  outbox?: OpId | null
}

/** Thrown by a call, answered by `onError`. */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: Detail = {},
  ) {
    super(message)
  }
}

export const invalid = (message: string) => new Refusal('invalid', message)
export const notFound = () => new Refusal('not-found', 'There is no such thing, or not for you.')
export const unauthenticated = () => new Refusal('unauthenticated', 'Sign in first.')

export function send(response: Response, { code, message, detail: { status, retryAfter, outbox } }: Refusal): void {
  if (response.headersSent) return void response.destroy()
  const body: ErrorBody = { error: { code, message } }
  if (retryAfter !== undefined) {
    body.error.retryAfter = retryAfter
    response.set('Retry-After', String(Math.ceil(retryAfter / 1000)))
  }
  if (outbox !== undefined) body.outbox = outbox
  response.status(status ?? STATUS[code]).json(body)
}

/** Whatever a call throws. What a peer caused is told to it; what only a bug can cause is logged, without its values. */
export function onError({ log, metrics }: Gateway): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = refusalOf(error)
    if (refusal) return send(response, refusal)
    metrics.tally.faults += 1
    log.error({ fault: faultOf(error), method: request.method, route: request.route?.path }, 'a call failed')
    send(response, new Refusal('unavailable', 'Something went wrong here.', { status: 500 }))
  }
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error instanceof Overloaded) return busy('slow-down')
  if (error instanceof Unavailable) return busy('unavailable')
  // The body parser's and the router's own: malformed JSON, too large, bad percent-encoding.
  const { status } = (error ?? {}) as { status?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  return status === 413
    ? new Refusal('too-large', 'That is more than is taken at once.')
    : new Refusal('invalid', 'That could not be read.', { status })
}

const busy = (code: 'slow-down' | 'unavailable') =>
  new Refusal(code, 'Too much at once. Try again in a moment.', { retryAfter: RETRY_AFTER_MS })
