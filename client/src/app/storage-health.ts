/** How it stands with the device's storage: what the database says and what the engine met, as one. */
import type { Clock } from '#engine/ports.ts'
import { type StorageStatus, useStatus } from '../session/status.ts'

/** That everything came back is told for as long as it takes to read it. */
const CLEARED_READ_MS = 15_000

export interface StorageHealth {
  database(status: StorageStatus): void
  engine(status: StorageStatus): void
  /** The connection is live: what was cleared has come back. */
  restored(): void
}

/** @param cleared this browser had forgotten whose it is, and was told by its cookie */
export function storageHealth(clock: Pick<Clock, 'after'>, cleared: boolean): StorageHealth {
  let database: StorageStatus = cleared ? 'cleared' : 'ok'
  let engine: StorageStatus = 'ok'
  let isWaiting = false

  const show = () => useStatus.setState({ storage: database === 'ok' ? engine : database })
  show()
  return {
    database(status) {
      // 'ok' again says that it can be written, not that what was in it is back.
      if (database !== 'cleared' || status !== 'ok') database = status
      show()
    },
    engine(status) {
      engine = status
      show()
    },
    restored() {
      if (database !== 'cleared' || isWaiting) return
      isWaiting = true
      clock.after(CLEARED_READ_MS, () => {
        isWaiting = false
        if (database === 'cleared') database = 'ok'
        show()
      })
    },
  }
}
