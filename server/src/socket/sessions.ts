/** Who is here: at most one live session a device, any number a user. */
import type { Handle } from '#protocol/ids.ts'
import type { Session } from './session.ts'

export class Sessions {
  private readonly byDevice = new Map<string, Session>()
  private readonly byUser = new Map<Handle, Set<Session>>()

  /** @returns the older session of the same device, if there is one: it gives way to the newer (S23) */
  add(session: Session): Session | undefined {
    const replaced = this.byDevice.get(session.asker.device)
    const ofUser = this.byUser.get(session.asker.user) ?? new Set()
    if (replaced) ofUser.delete(replaced)
    ofUser.add(session)
    this.byUser.set(session.asker.user, ofUser)
    this.byDevice.set(session.asker.device, session)
    return replaced
  }

  remove(session: Session): { wasLastOfUser: boolean } {
    const { user, device } = session.asker
    if (this.byDevice.get(device) === session) this.byDevice.delete(device)
    const ofUser = this.byUser.get(user)
    if (!ofUser?.delete(session)) return { wasLastOfUser: false }
    if (ofUser.size > 0) return { wasLastOfUser: false }
    this.byUser.delete(user)
    return { wasLastOfUser: true }
  }

  ofDevice(device: string): Session | undefined {
    return this.byDevice.get(device)
  }

  ofUser(user: Handle): Iterable<Session> {
    return this.byUser.get(user) ?? []
  }

  isOnline(user: Handle): boolean {
    return this.byUser.has(user)
  }

  all(): Iterable<Session> {
    return this.byDevice.values()
  }
}
