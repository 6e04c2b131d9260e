import type { Called } from '#engine/ports.ts'
import type { Asked } from '../session/session.ts'
import { hasFailed } from '../transport/calls.ts'

/** What a screen needs to know of an answer: it is there, there is no such thing, or the server couldn't be asked. */
export function asked<T extends object>(answer: Called<T>): Asked<T> {
  if (!hasFailed(answer)) return answer
  return answer.failed === 'refused' && answer.status === 404 ? { missing: true } : { failed: true }
}
