/** What each part of the contract is run in: ada, bob and cleo, each with a device, and a conversation of two. */
import { afterEach, beforeEach, expect } from 'vitest'
import type { Tx } from '#core/ports.ts'
import { device, dm, user } from './rows.ts'

export interface TxHost {
  /** Runs the work in a transaction of its own, which is committed. */
  commit<T>(work: (tx: Tx) => T): T
  /** Runs the work, and lets nothing of it stay. */
  rollback(work: (tx: Tx) => void): void
  close(): void
}

export interface Bed {
  host: Omit<TxHost, 'close'>
  /** Written in one transaction; looked at in the same, and again in a later one. */
  seen(write: (tx: Tx) => void, look: (tx: Tx) => unknown, expected: unknown): void
}

/** A new one for each test of the suite that calls this. */
export function makeBed(open: () => TxHost): Bed {
  let opened: TxHost
  beforeEach(() => {
    opened = open()
    opened.commit((tx) => {
      for (const handle of ['ada', 'bob', 'cleo']) {
        tx.putUser(user(handle))
        tx.putDevice(device(`${handle}-1`, handle), `token-of-${handle}-1`)
      }
      tx.putConversation(dm(0))
    })
  })
  afterEach(() => opened.close())
  return {
    host: { commit: (work) => opened.commit(work), rollback: (work) => opened.rollback(work) },
    seen: (write, look, expected) => {
      opened.commit((tx) => {
        write(tx)
        expect(look(tx)).toEqual(expected)
      })
      expect(opened.commit(look)).toEqual(expected)
    },
  }
}
