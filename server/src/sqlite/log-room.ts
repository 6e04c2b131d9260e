/**
 * Room in the write-ahead log, ahead of what is written there: where a commit makes the file longer, the file system has that to note
 * as well, and the wait for the disk is twice as long. What lies behind the last commit means nothing to SQLite, zeros least of all.
 */
import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from 'node:fs'

const ROOM = Buffer.alloc(1024 * 1024)
/** A page and what is noted of it. */
const FRAME_BYTES = 4096 + 24

/** What only means longer waits: no room on the disk, too many open files, no log yet. Else the disk is not to be trusted. */
const HARMLESS = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOENT'])

/** Between two commits. */
export function keepRoom(file: string, frames: number): void {
  let log: number | undefined
  try {
    log = openSync(file, 'r+')
    const { size } = fstatSync(log)
    if (size - frames * FRAME_BYTES > ROOM.length / 2) return
    writeSync(log, ROOM, 0, ROOM.length, size)
    fdatasyncSync(log)
  } catch (error) {
    if (!HARMLESS.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  } finally {
    if (log !== undefined) closeSync(log)
  }
}
