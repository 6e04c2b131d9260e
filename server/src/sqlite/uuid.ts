/** UUIDs as their sixteen bytes, and how the server makes its own. */
import { randomFillSync } from 'node:crypto'

const scratch = Buffer.alloc(16)
let held = ''

/** Good until the next call (one a statement): SQLite copies what it is given. */
export function uuidBytes(id: string): Buffer {
  if (id === held) return scratch
  held = id
  scratch.write(id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24), 'hex')
  return scratch
}

/** From `lower(hex(…))`, which is cheaper to bring over than a buffer. */
export function uuidFromHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const chance = Buffer.alloc(4096)
let used = chance.length

/** A UUIDv7. Randomness is fetched for many at a time: a receipt needs an id, and there is one for every few messages. */
export function mintUuid7(): string {
  if (used + 10 > chance.length) {
    randomFillSync(chance)
    used = 0
  }
  const time = Date.now().toString(16).padStart(12, '0')
  chance[used] = 0x70 | ((chance[used] as number) & 0x0f)
  chance[used + 2] = 0x80 | ((chance[used + 2] as number) & 0x3f)
  const random = chance.toString('hex', used, used + 10)
  used += 10
  return uuidFromHex(time + random)
}
