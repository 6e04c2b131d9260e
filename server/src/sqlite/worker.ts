/** The store's thread. A message is a batch of requests (JSON), `null` asks it to end. */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { handle } from '#core/handle.ts'
import { Backend, type BackendOptions } from './backend.ts'
import type { Handle } from './group-commit.ts'

/** More than this waits for the next transaction, so that the first answers of a long queue are not kept back. */
const BATCHES_AT_ONCE = 64

const port = parentPort as MessagePort
const backend = new Backend(workerData as BackendOptions, handle as Handle)

port.on('message', (first: string | null) => {
  const batches: string[] = []
  let next = first
  while (next !== null) {
    batches.push(next)
    if (batches.length === BATCHES_AT_ONCE) break
    const received = receiveMessageOnPort(port) as { message: string | null } | undefined
    if (received === undefined) break
    next = received.message
  }
  if (batches.length > 0) port.postMessage(backend.run(batches))
  if (next === null) {
    backend.close()
    port.close()
    return
  }
  backend.maintain()
})
port.postMessage('ready')
