/** What is checked of a push or an exchange before the store sees it. */
import type { OpId } from '#protocol/ids.ts'
import { type ParsedOp, parseOp } from '#protocol/op.ts'
import type { PushErrorCode } from '#protocol/session.ts'
import { PushEnvelope } from '#protocol/session.ts'
import type { Config } from './config.ts'
import type { Rate } from './rate.ts'

export interface Admitted {
  ops: ParsedOp[]
  after?: OpId | null
}

export interface Turned {
  error: { code: PushErrorCode; retryAfter?: number }
}

interface Candidate {
  push: unknown
  /** of its JSON in UTF-8 */
  bytes: number
  user: string
}

export const turned = (code: PushErrorCode, retryAfter?: number): Turned => ({
  error: { code, ...(retryAfter !== undefined && { retryAfter }) },
})

export function admit(candidate: Candidate, { config, opsRate }: { config: Config; opsRate: Rate }): Admitted | Turned {
  const envelope = PushEnvelope.safeParse(candidate.push)
  if (!envelope.success) return turned('invalid')
  const { ops: raw, after } = envelope.data
  if (raw.length > config.pushOps || candidate.bytes > config.pushBytes) return turned('too-large')
  const ops: ParsedOp[] = []
  for (const value of raw) {
    const op = parseOp(value)
    if (op === undefined) return turned('invalid')
    ops.push(op)
  }
  // Last, so that what is refused anyway costs its user nothing.
  const retryAfter = opsRate.take(candidate.user, ops.length)
  if (retryAfter > 0) return turned('slow-down', retryAfter)
  return after === undefined ? { ops } : { ops, after }
}
