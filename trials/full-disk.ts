/** The server's disk takes nothing more, for a while. */
import { directConversation } from '#protocol/ids.ts'
import type { Round } from './rounds.ts'

export interface Disk {
  mount: string
  /** until not a byte is left */
  fill(): void
  free(): void
}

/** Sends are refused with a word, reading goes on, the process lives, and all that was refused goes once there is space again. */
export const fillDisk =
  (disk: Disk): Round =>
  async (stage) => {
    const [ada] = stage.devices
    if (!ada) throw new Error('nobody')
    const ask = (path: string, body?: object) =>
      fetch(stage.server.url + path, {
        headers: { cookie: ada.cookie, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
    await stage.talk(2)
    disk.fill()
    const { pid } = stage.server
    let isRefused = false
    void stage.isRefused('unavailable').then(() => {
      isRefused = true
    })
    // What the log has room for is taken still.
    while (!isRefused) {
      await stage.talk(20)
      await stage.passes(20)
    }
    const reads = [
      '/health',
      '/api/session',
      '/api/snapshot',
      '/api/users/bob',
      `/api/conversations/${directConversation('ada', 'bob')}/events`,
    ]
    for (const path of reads) {
      const { status } = await ask(path)
      if (status !== 200) throw new Error(`with the disk full ${path} answers ${status}`)
    }
    if (stage.server.pid !== pid || stage.server.exitCode !== null) throw new Error('the server ended')
    disk.free()
    stage.wake()
    await stage.rests()
  }
