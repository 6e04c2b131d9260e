/** The files in which Chromium keeps IndexedDB, and what faults do to them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of the origin's IndexedDB in a profile. */
export function leveldb(profile: string, url: string): string[] {
  const { protocol, hostname, port } = new URL(url)
  const origin = `${protocol.slice(0, -1)}_${hostname}_${port}`
  const directory = join(profile, 'Default', 'IndexedDB', `${origin}.indexeddb.leveldb`)
  return readdirSync(directory).map((name) => join(directory, name))
}

/** As if the power had gone before this text was on the disk: the file is as long as it was, and ends in zeros. */
export function zeroFrom(text: string, files: readonly string[]): void {
  for (const log of files.filter((file) => file.endsWith('.log'))) {
    const bytes = readFileSync(log)
    const at = bytes.indexOf(text)
    if (at >= 0) return writeFileSync(log, bytes.fill(0, recordAt(bytes, at)))
  }
  throw new Error(`no log has '${text}'`)
}

/** Where LevelDB's record begins that holds this byte: one of its first fragment, in blocks of 32 KiB. */
function recordAt(log: Buffer, at: number): number {
  let record = 0
  for (let next = 0; next <= at; ) {
    const left = BLOCK - (next % BLOCK)
    if (left < HEADER) {
      next += left
      continue
    }
    const type = log.readUInt8(next + 6)
    if (type === WHOLE || type === FIRST) record = next
    next += HEADER + log.readUInt16LE(next + 4)
  }
  return record
}

const BLOCK = 32 * 1024
/** checksum, length, type */
const HEADER = 7
const WHOLE = 1
const FIRST = 2
