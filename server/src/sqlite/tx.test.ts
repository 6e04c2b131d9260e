import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { txContract } from '#core/tx.contract.ts'
import type { TxHost } from '#core/tx-contract/bed.ts'
import { openDatabase } from './database.ts'
import { SqliteTx } from './tx.ts'

function open(isCold: boolean): TxHost {
  const directory = mkdtempSync(join(tmpdir(), 'tidemark-tx-'))
  const { db, close } = openDatabase(directory)
  const tx = new SqliteTx(db)
  return {
    commit(work) {
      // Without a transaction to end, this only lets go of what is known in memory.
      if (isCold) {
        tx.settle()
        tx.rollback()
      }
      tx.begin()
      const result = work(tx)
      tx.commit()
      return result
    },
    rollback(work) {
      tx.begin()
      work(tx)
      tx.rollback()
    },
    close() {
      close()
      rmSync(directory, { recursive: true })
    },
  }
}

txContract('SQLite, as a running server has it', () => open(false))
txContract('SQLite, read from its rows each time', () => open(true))
