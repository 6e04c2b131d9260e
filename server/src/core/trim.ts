/** S16: how much of a user's pending log is held. */
import type { Handle } from '#protocol/ids.ts'
import type { Context } from './context.ts'

type Trimming = Pick<Context, 'tx' | 'env'>

/**
 * Nothing that a device may still lack is taken away, but by the cap. What is left reaches from one entry to the head
 * without a gap: so a cursor at an entry that is there proves that all behind it is there too.
 */
export function trim({ tx, env }: Trimming, user: Handle): void {
  const head = tx.inboxHead(user).seq
  const seenSince = env.now() - env.settings.deviceUnseenMs
  let lowest = head
  for (const { cursor, seen } of tx.devicesOf(user)) {
    if (cursor !== null && seen >= seenSince) lowest = Math.min(lowest, cursor.seq)
  }
  tx.trimInbox(user, Math.max(lowest, capped(head, env.settings.logEntries)))
}

/** The cap alone, which goes first: who is past it resyncs. */
export function cap({ tx, env }: Trimming, user: Handle): void {
  const below = capped(tx.inboxHead(user).seq, env.settings.logEntries)
  if (below > 1) tx.trimInbox(user, below)
}

const capped = (head: number, entries: number): number => head - entries + 1

/** Users after `after`, so many; where to go on, if there are more. */
export function sweep(context: Trimming, ask: { after?: Handle; users: number }): { next?: Handle } {
  const handles = context.tx.handlesAfter(ask.after, ask.users)
  for (const handle of handles) trim(context, handle)
  const next = handles.at(-1)
  return handles.length < ask.users || next === undefined ? {} : { next }
}
