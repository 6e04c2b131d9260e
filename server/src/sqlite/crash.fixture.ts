/**
 * A server's store under load, to be killed. Tells each push on a line of its own: `+` before it is sent, `=` once it
 * was acked, then the ids of its ops.
 */
import { writeSync } from 'node:fs'
import { DEFAULT_SETTINGS } from '#core/settings.ts'
import type { Op } from '#protocol/op.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { mintUuid7 } from './uuid.ts'

const [directory = '', round = ''] = process.argv.slice(2)
const store = await openSqliteStore({ dataDir: directory, settings: DEFAULT_SETTINGS })
/** Past the stream, which keeps back what the pipe has no room for: the kill would take that along. */
const tell = (line: string) => writeSync(1, `${line}\n`)

async function account(handle: string) {
  const name = handle
  const device = { name: 'crash', tokenHash: mintUuid7() }
  const made = await store.ask('createAccount', { handle, name, passwordHash: 'x', device })
  if (typeof made === 'string' || 'refused' in made) throw new Error('no account')
  return { user: handle, device: made.device.id }
}

async function write(pair: number): Promise<never> {
  const [a, b] = [`ada-${round}-${pair}`, `bob-${round}-${pair}`]
  const asker = await account(a)
  await account(b)
  for (let n = 0; ; n++) {
    const ops = Array.from({ length: 3 }, (): Op => {
      return { kind: 'message', id: mintUuid7(), at: Date.now(), conversation: `dm:${a}:${b}`, text: `${pair} ${n}` }
    })
    const ids = ops.map(({ id }) => id).join(' ')
    tell(`+ ${ids}`)
    const ack = await store.ask('push', { ...asker, ops })
    if ('refused' in ack || ack.error !== undefined) throw new Error('not acked')
    tell(`= ${ids}`)
  }
}

await Promise.all(Array.from({ length: 10 }, (_, pair) => write(pair)))
