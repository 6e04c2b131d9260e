/** What the server puts on everything that it applies. */
import type { Op } from '#protocol/op.ts'
import type { Desk } from '../context.ts'

/** A clock that runs ahead is not believed: what was done cannot have been done after it was received. */
export function stamp(desk: Desk, op: Op) {
  return { id: op.id, at: Math.min(op.at, desk.received), by: desk.by, received: desk.received }
}

/** For an event of the server's own. */
export function made(desk: Pick<Desk, 'env' | 'received'>) {
  return { id: desk.env.mint(), at: desk.received, received: desk.received }
}

export type Made = ReturnType<typeof made>
