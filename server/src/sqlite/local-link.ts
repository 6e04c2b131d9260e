/** The backend in the gateways' own thread: for tests, and wherever a thread is not worth it. */
import { Backend, type BackendOptions } from './backend.ts'
import type { Handle } from './group-commit.ts'
import { unpackReply } from './reply.ts'
import type { Link, LinkEvents } from './store.ts'

export function localLink(options: BackendOptions, handle: Handle) {
  return async ({ reply, lost }: LinkEvents): Promise<Link> => {
    const backend = new Backend(options, handle)
    return {
      post(batch) {
        try {
          reply(unpackReply(backend.run([batch])))
          backend.maintain()
        } catch (error) {
          lost(error as Error)
        }
      },
      async close() {
        backend.close()
      },
    }
  }
}
