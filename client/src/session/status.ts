/** What may be lost on reload: the state of the connection and of this device's storage, for all to show. */
import { create } from 'zustand'

/** One machine, shown in three places (product: connection states). Times in ms since 1970. */
export type ConnectionStatus =
  | { state: 'live' }
  /** down for less than 4 s: not news */
  | { state: 'connecting' }
  | { state: 'reconnecting' }
  | { state: 'unreachable'; host: string; nextTry?: number }
  | { state: 'offline' }
  /** `count`: entries still to come, once known */
  | { state: 'syncing'; count?: number }
  | { state: 'paused'; reason: 'signed-out' | 'upgrade-required' }

export type StorageStatus =
  | 'ok'
  /** quota or disk: what was typed is still in the box */
  | 'full'
  /** the database cannot be opened or hangs; being reopened */
  | 'unavailable'
  /** the browser removed what was kept here */
  | 'cleared'
  /** a newer version of the app runs in another tab: this one only reads until reloaded */
  | 'updated-elsewhere'
  /** an earlier user of the same handle kept something here: the person decides whose it is */
  | 'another-user'

export interface Status {
  connection: ConnectionStatus
  storage: StorageStatus
  /** when this device last held all that the server had */
  synced?: number
  /** a new version of the app is there, and waits */
  update: 'none' | 'ready'
  /** the page is not in a secure context: what is missing, and why */
  insecure: boolean
}

/** What is handed over is on its way. */
export const isLive = ({ connection }: Status = useStatus.getState()): boolean =>
  connection.state === 'live' || connection.state === 'syncing'

export const useStatus = create<Status>()(() => ({
  connection: { state: 'connecting' },
  storage: 'ok',
  update: 'none',
  insecure: false,
}))
