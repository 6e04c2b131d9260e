/** Whether a handle is there, and still the person whom the device knew by it. */
import type { Handle } from '#protocol/ids.ts'
import type { Look } from '../context.ts'

export function isStill(look: Look, handle: Handle, peers: Readonly<Record<Handle, string>> | undefined): boolean {
  const user = look.user(handle)
  if (user === undefined) return false
  return peers === undefined || !Object.hasOwn(peers, handle) || peers[handle] === user.id
}
