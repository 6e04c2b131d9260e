/**
 * What is kept of an op's content, to tell whether an id that comes again brings the same: a hash with a key of this
 * database's own, so that the same text leaves another trace in each. It goes with a text that is removed.
 */
import { hash, randomBytes } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Op, OpKind } from '#protocol/op.ts'

/**
 * The fields that count as content, by kind. A field that a later version learns to know makes a new list under a new
 * version, since ops that were taken without it must still compare equal when they come again with it.
 */
export const FIELDS: { [K in OpKind]: readonly string[] } = {
  message: ['at', 'conversation', 'text', 'reply', 'files', 'peer'],
  edit: ['at', 'conversation', 'target', 'text'],
  remove: ['at', 'conversation', 'target'],
  react: ['at', 'conversation', 'target', 'emoji', 'on'],
  read: ['at', 'conversation', 'position'],
  group: ['at', 'conversation', 'title', 'members', 'peers'],
  rename: ['at', 'conversation', 'title'],
  add: ['at', 'conversation', 'member', 'peers'],
  join: ['at', 'conversation', 'token'],
  drop: ['at', 'conversation', 'member'],
  admin: ['at', 'conversation', 'member', 'on'],
  prefs: ['at', 'conversation', 'muted', 'pinned', 'archived', 'unread'],
  block: ['at', 'user', 'on', 'peers'],
  profile: ['at', 'name', 'about'],
}
const VERSION = '1'
/** 132 bits. */
const LENGTH = 22

/** The same key and the same content give the same 23 characters, whatever the order of keys. */
export function fingerprintWith(key: string): (op: Op) => string {
  return (op) => VERSION + hash('sha256', key + contentOf(op), 'base64url').slice(0, LENGTH)
}

/** Every field says its type, and a string its length, so that no two contents read alike. */
function contentOf(op: Op): string {
  let content: string = op.kind
  for (const name of FIELDS[op.kind]) {
    const field = op[name as keyof Op] as unknown
    if (typeof field === 'string') content += `s${field.length}:${field}`
    else content += field === undefined ? '-' : `j${JSON.stringify(sorted(field))}`
  }
  return content
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([name, field]) => [name, sorted(field)])
}

/** Made once for a database: another key would make every op that comes again a conflict. */
export function fingerprintKey(db: Database): string {
  const insert = db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('fingerprint-key', ?)")
  insert.run(randomBytes(32))
  const kept = db.prepare<[], Buffer>("SELECT value FROM meta WHERE key = 'fingerprint-key'").pluck().get()
  if (kept?.length !== 32) throw new Error('The database has lost its fingerprint key.')
  return kept.toString('base64')
}
