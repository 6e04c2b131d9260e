/** A place in a log that its reader holds durably. */
import * as z from 'zod/mini'

const Seq = z.number().check(z.int(), z.gte(0))

/**
 * The last inbox entry that a device has committed. `id` is the server's random id of the commit that wrote the
 * entry: a cursor that the server finds with that id proves that both sides have the same past.
 */
export const Cursor = z.object({ seq: Seq, id: z.nullable(z.string().check(z.maxLength(64))) })
export type Cursor = z.infer<typeof Cursor>

/** The beginning of every inbox. */
export const BEGINNING: Cursor = { seq: 0, id: null }

export const sameCursor = (a: Cursor, b: Cursor): boolean => a.seq === b.seq && a.id === b.id

/** `undefined` for anything malformed, which the server answers like a cursor that it cannot find. */
export function parseCursor(value: unknown): Cursor | null | undefined {
  if (value === null) return null
  const plain = plainCursor(value)
  if (plain !== undefined) return plain
  const parsed = Cursor.safeParse(value)
  return parsed.success ? parsed.data : undefined
}

/** What nearly every ack brings, without the schema, which takes ten times as long. `undefined`: the schema decides. */
function plainCursor(value: unknown): Cursor | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { seq, id } = value as { seq?: unknown; id?: unknown }
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 0) return undefined
  return typeof id === 'string' && id.length <= 64 ? { seq, id } : undefined
}
