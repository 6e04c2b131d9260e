/** What this tab put into the outbox: drawn as soon as it is on disk, before a live query has come around to reading it. */
import { create } from 'zustand'
import type { OutboxRow } from '#engine/model.ts'

export interface JustQueued {
  /** how many there were: whoever begins to read now finds all of them on disk */
  count: number
  /** the newest of them, each with its number */
  rows: readonly { row: OutboxRow; number: number }[]
}

const MOST = 32

export const useJustQueued = create<JustQueued>()(() => ({ count: 0, rows: [] }))

export const noteQueued = (rows: readonly OutboxRow[]): void =>
  useJustQueued.setState(({ count, rows: before }) => ({
    count: count + rows.length,
    rows: [...before, ...rows.map((row, at) => ({ row, number: count + at + 1 }))].slice(-MOST),
  }))
