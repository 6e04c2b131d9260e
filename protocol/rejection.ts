/** Why the server refused an op for good. A rejected op is shown with its text and never stops the ones behind it. */
import * as z from 'zod/mini'

export const REASONS = [
  'invalid',
  'too-large',
  'no-such-user',
  'no-such-conversation',
  'no-such-message',
  'not-allowed',
  'full',
  'conflict',
] as const

export const Reason = z.enum(REASONS)
export type Reason = (typeof REASONS)[number]
