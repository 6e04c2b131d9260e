/** The backend in a thread of its own, so that no session waits while the disk does. */
import { Worker } from 'node:worker_threads'
import type { BackendOptions } from './backend.ts'
import { unpackReply } from './reply.ts'
import type { Link, LinkEvents } from './store.ts'

/** From the sources it takes a loader (`worker.dev.mjs`); the bundle has the worker beside it as plain JavaScript. */
const SCRIPT = new URL(import.meta.url.endsWith('.ts') ? './worker.dev.mjs' : './worker.js', import.meta.url)

export function workerLink(options: BackendOptions, script: URL = SCRIPT) {
  return async (events: LinkEvents): Promise<Link> => {
    const worker = new Worker(script, { workerData: options, name: 'store' })
    await firstMessage(worker)
    let closing = false
    worker.on('message', (text: string) => events.reply(unpackReply(text)))
    worker.on('error', (error) => events.lost(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', (code) => {
      if (!closing && code === 0) events.lost(new Error('the store ended by itself'))
    })
    return {
      post: (batch) => worker.postMessage(batch),
      close: () =>
        new Promise((resolve) => {
          closing = true
          worker.once('exit', () => resolve())
          worker.postMessage(null)
        }),
    }
  }
}

/** It speaks once the database is open, and fails with the reason where it cannot be. */
function firstMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', () => {
      worker.off('error', reject)
      resolve()
    })
  })
}
