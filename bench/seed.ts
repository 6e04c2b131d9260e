/** Accounts, groups and waiting messages written straight into a data directory, past the password hashing. */

import type { Store } from '#core/requests.ts'
import { directConversation } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import { hashToken, newSessionToken } from '../server/src/auth/token.ts'
import { coreSettingsOf, readConfig } from '../server/src/config.ts'
import { openSqliteStore } from '../server/src/sqlite/sqlite-store.ts'
import type { Person } from './loads.ts'
import { uuid7 } from './peers.ts'

export interface Seeded extends Person {
  cookie: string
  device: string
}

export class Seed {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  static async into<T>(dataDir: string, write: (seed: Seed) => Promise<T>): Promise<T> {
    const read = readConfig({})
    if ('problems' in read) throw new Error(read.problems.join('\n'))
    const store = await openSqliteStore({ dataDir, settings: coreSettingsOf(read.config) })
    try {
      return await write(new Seed(store))
    } finally {
      await store.close()
    }
  }

  async people(count: number, prefix: string): Promise<Seeded[]> {
    return await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        const handle = `${prefix}${i}`
        const token = newSessionToken()
        const account = await this.#store.ask('createAccount', {
          handle,
          name: handle,
          passwordHash: 'none: nobody signs in with a password here',
          device: { name: 'bench', tokenHash: hashToken(token) },
        })
        if (typeof account === 'string' || 'refused' in account) throw new Error(JSON.stringify(account))
        // A device that never had a cursor holds no log back; these have been here before.
        const asker = { user: handle, device: account.device.id }
        await this.#store.ask('connect', { ...asker, cursor: { seq: 0, id: null } })
        return { user: handle, cookie: `tidemark=${token}`, device: account.device.id }
      }),
    )
  }

  async push(from: Seeded, ops: Op[]): Promise<void> {
    for (let i = 0; i < ops.length; i += 100) {
      const answer = await this.#store.ask('push', { user: from.user, device: from.device, ops: ops.slice(i, i + 100) })
      if ('refused' in answer || answer.error) throw new Error(JSON.stringify(answer))
    }
  }

  async messages(from: Seeded, to: Seeded, texts: string[]): Promise<void> {
    const conversation = directConversation(from.user, to.user)
    await this.push(
      from,
      texts.map((text) => ({ id: uuid7(), kind: 'message', at: Date.now(), conversation, text })),
    )
  }

  async group(maker: Seeded, members: Seeded[]): Promise<string> {
    const conversation = uuid7()
    const handles = members.map(({ user }) => user)
    await this.push(maker, [
      { id: uuid7(), kind: 'group', at: Date.now(), conversation, title: 'bench', members: handles },
    ])
    return conversation
  }
}
