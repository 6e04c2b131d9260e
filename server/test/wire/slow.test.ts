import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { bare, dm, message, person, WireDevice } from '../../../conformance/device.ts'
import { serving } from './server.ts'

describe('a client whose reading stops', () => {
  const WAITING = 20_000
  const server = serving({ RATE_OPS_BURST: '10000000', RATE_OPS_PER_SECOND: '1000000' })

  const residentBytes = () => {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))
    return Number(kilobytes?.[1]) * 1024
  }

  test('[S21] costs two batches at most while 20,000 entries wait for it, and delays nobody', async () => {
    const [ada, bob, cleo] = [await person(server), await person(server), await person(server)]
    bob.disconnect()
    const text = 'x'.repeat(1000)
    for (let i = 0; i < WAITING / 100; i++) {
      await ada.commit(...Array.from({ length: 100 }, () => message(dm(ada, bob), text)))
    }
    await ada.until(() => ada.events.length === WAITING)
    const talk = async () => {
      const start = performance.now()
      const [sent] = await ada.commit(message(dm(ada, cleo), 'hello'))
      await cleo.event(sent.id)
      return performance.now() - start
    }
    const stalled: WebSocket[] = []
    const before = residentBytes()
    for (let i = 0; i < 10; i++) {
      const device = await new WireDevice(server).signIn(bob.handle)
      const socket = await bare(device)
      // Nothing is read from here on: the server's writes stop where the kernel's buffers are full.
      ;(socket as unknown as { _socket: { pause(): void } })._socket.pause()
      socket.send('40{"protocol":1,"cursor":{"seq":0,"id":null}}')
      stalled.push(socket)
    }
    const delays: number[] = []
    for (let i = 0; i < 50; i++) delays.push(await talk())
    // Twenty megabytes wait for each of the ten.
    expect(residentBytes() - before).toBeLessThan(100 * 1024 * 1024)
    expect(delays.sort((a, b) => a - b)[25]).toBeLessThan(100)
    for (const socket of stalled) socket.terminate()
    await bob.connect()
    await bob.until(() => bob.events.length >= WAITING)
    expect(new Set(bob.events.map(({ id }) => id)).size).toBe(bob.events.length)
  }, 60_000)
})
