/** Users, their devices, and whom they block. */
import type { Database } from 'better-sqlite3'
import type { DeviceRow, UserRow } from '#core/ports.ts'
import { type Cursor, sameCursor } from '#protocol/cursor.ts'
import type { Handle } from '#protocol/ids.ts'
import { limitedTo } from './database.ts'
import { Generations } from './generations.ts'
import type { PendingRows } from './pending-rows.ts'
import { uuidBytes, uuidFromHex } from './uuid.ts'

interface UserState {
  readonly key: number
  row: UserRow
}

interface DeviceState {
  readonly key: number
  row: DeviceRow
}

type DeviceColumns = [
  key: number,
  id: string,
  user: Handle,
  name: string,
  created: number,
  seen: number,
  outbox: string,
  turn: number,
  cursorSeq: number | null,
  cursorId: string | null,
  fetching: number,
]

const DEVICE = `SELECT d.device, d.id, u.handle, d.name, d.created, d.seen, lower(hex(d.outbox)), d.turn, d.cursor_seq,
  d.cursor_id, d.fetching FROM devices d JOIN users u USING (user) WHERE d.ended = 0`

/** Whether the device holds as much of its inbox as before, or more. */
function cursorRose(before: Cursor | null, after: Cursor | null): boolean {
  if (before === null || after === null) return before === after
  return after.seq > before.seq || sameCursor(before, after)
}

export class Accounts {
  readonly #users = new Generations<Handle, UserState>(20_000)
  readonly #handles = new Generations<number, Handle>(20_000)
  readonly #devices = new Generations<string, DeviceState>(20_000)
  readonly #blocked = new Generations<Handle, Set<Handle>>(20_000)
  readonly #changed = new Set<DeviceState>()
  /** Devices that handed something in. */
  readonly #handed = new Set<DeviceState>()
  /** Devices that hold more, or were seen: written with the other marks (see `SqliteTx`). */
  readonly #raised = new Set<DeviceState>()
  readonly #pending: PendingRows
  readonly #sql

  constructor(db: Database, pending: PendingRows) {
    this.#pending = pending
    this.#sql = {
      user: db
        .prepare<[string], [number, string, string, string | null, number]>(
          'SELECT user, id, name, about, created FROM users WHERE handle = ?',
        )
        .raw(),
      handle: db.prepare<[number], string>('SELECT handle FROM users WHERE user = ?').pluck(),
      insertUser: db.prepare('INSERT INTO users (handle, id, name, about, created) VALUES (?, ?, ?, ?, ?)'),
      updateUser: db.prepare('UPDATE users SET id = ?, name = ?, about = ?, created = ? WHERE user = ?'),
      handlesAfter: db
        .prepare<[string, number], string>(
          `SELECT handle FROM users WHERE handle > ? ORDER BY handle ${limitedTo('?')}`,
        )
        .pluck(),
      password: db.prepare<[string], string | null>('SELECT password FROM users WHERE handle = ?').pluck(),
      setPassword: db.prepare('UPDATE users SET password = ? WHERE handle = ?'),
      device: db.prepare<[string], DeviceColumns>(`${DEVICE} AND d.id = ?`).raw(),
      deviceIdByToken: db.prepare<[string], string>('SELECT id FROM devices WHERE token = ?').pluck(),
      deviceIds: db
        .prepare<[number], string>('SELECT id FROM devices WHERE user = ? AND ended = 0 ORDER BY device')
        .pluck(),
      deviceKey: db.prepare<[string], number>('SELECT device FROM devices WHERE id = ?').pluck(),
      insertDevice: db.prepare(
        `INSERT INTO devices (id, user, name, created, seen, token, outbox, turn, cursor_seq, cursor_id, fetching)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ),
      setToken: db.prepare('UPDATE devices SET token = ? WHERE device = ?'),
      updateDevice: db.prepare(
        `UPDATE devices SET name = ?, seen = ?, outbox = ?, turn = ?, cursor_seq = ?, cursor_id = ?, fetching = ?
         WHERE device = ?`,
      ),
      endDevice: db.prepare('UPDATE devices SET ended = 1, token = NULL WHERE id = ? AND ended = 0'),
      forgetHanded: db.prepare('DELETE FROM handed WHERE device = ?'),
      blocked: db
        .prepare<[number], string>(
          'SELECT u.handle FROM blocks b JOIN users u ON u.user = b.blocked WHERE b.user = ? ORDER BY b.blocked',
        )
        .pluck(),
      block: db.prepare('INSERT OR IGNORE INTO blocks (user, blocked) VALUES (?, ?)'),
      unblock: db.prepare('DELETE FROM blocks WHERE user = ? AND blocked = ?'),
    }
  }

  user(handle: Handle): UserRow | undefined {
    return this.#user(handle)?.row
  }

  /** @throws where the rules name a user that they never looked up */
  keyOf(handle: Handle): number {
    const state = this.#user(handle)
    if (state === undefined) throw new Error('no such user')
    return state.key
  }

  handleOf(key: number): Handle {
    const known = this.#handles.get(key)
    if (known !== undefined) return known
    const handle = this.#sql.handle.get(key)
    if (handle === undefined) throw new Error(`no user ${key}`)
    this.#handles.set(key, handle)
    return handle
  }

  #user(handle: Handle): UserState | undefined {
    const known = this.#users.get(handle)
    if (known !== undefined) return known
    const found = this.#sql.user.get(handle)
    if (found === undefined) return undefined
    const [key, id, name, about, created] = found
    const state = { key, row: { id, handle, name, ...(about !== null && { about }), created } }
    this.#users.set(handle, state)
    return state
  }

  putUser(row: UserRow): void {
    const state = this.#user(row.handle)
    if (state === undefined) {
      const { lastInsertRowid } = this.#sql.insertUser.run(row.handle, row.id, row.name, row.about ?? null, row.created)
      this.#users.set(row.handle, { key: Number(lastInsertRowid), row })
    } else {
      this.#sql.updateUser.run(row.id, row.name, row.about ?? null, row.created, state.key)
      state.row = row
    }
  }

  handlesAfter(after: Handle | undefined, limit: number): Handle[] {
    return this.#sql.handlesAfter.all(after ?? '', limit)
  }

  passwordHash(handle: Handle): string | undefined {
    return this.#sql.password.get(handle) ?? undefined
  }

  putPasswordHash(handle: Handle, hash: string): void {
    this.#sql.setPassword.run(hash, handle)
  }

  device(id: string): DeviceRow | undefined {
    return this.#device(id)?.row
  }

  deviceByToken(token: string): DeviceRow | undefined {
    const id = this.#sql.deviceIdByToken.get(token)
    return id === undefined ? undefined : this.device(id)
  }

  devicesOf(user: Handle): DeviceRow[] {
    const key = this.#user(user)?.key
    if (key === undefined) return []
    return this.#sql.deviceIds.all(key).flatMap((id) => this.device(id) ?? [])
  }

  /** Also of a device that has ended: what it handed in names it. */
  deviceKey(id: string): number {
    const key = this.#devices.get(id)?.key ?? this.#sql.deviceKey.get(id)
    if (key === undefined) throw new Error('no such device')
    return key
  }

  #device(id: string): DeviceState | undefined {
    const known = this.#devices.get(id)
    if (known !== undefined) return known
    const found = this.#sql.device.get(id)
    if (found === undefined) return undefined
    const [key, , user, name, created, seen, outbox, turn, seq, entry, fetching] = found
    const cursor = seq === null ? null : { seq, id: entry }
    const state = {
      key,
      row: {
        id,
        user,
        name,
        created,
        seen,
        outbox: outbox === '' ? null : uuidFromHex(outbox),
        turn,
        cursor,
        ...(fetching === 1 && { fetching: true as const }),
      },
    }
    this.#devices.set(id, state)
    return state
  }

  putDevice(row: DeviceRow, token?: string): void {
    const state = this.#device(row.id)
    if (state === undefined) {
      const { lastInsertRowid } = this.#sql.insertDevice.run(
        row.id,
        this.keyOf(row.user),
        row.name,
        row.created,
        row.seen,
        token ?? null,
        row.outbox === null ? null : uuidBytes(row.outbox),
        row.turn,
        row.cursor?.seq ?? null,
        row.cursor?.id ?? null,
        row.fetching ? 1 : 0,
      )
      this.#devices.set(row.id, { key: Number(lastInsertRowid), row })
      return
    }
    if (token !== undefined) this.#sql.setToken.run(token, state.key)
    const before = state.row
    state.row = row
    if (before.name !== row.name || before.fetching !== row.fetching || !cursorRose(before.cursor, row.cursor)) {
      this.#changed.add(state)
      return
    }
    if (before.outbox !== row.outbox || before.turn !== row.turn) this.#handed.add(state)
    if (before.cursor !== row.cursor || before.seen !== row.seen) this.#raised.add(state)
  }

  deleteDevice(id: string): void {
    const state = this.#device(id)
    if (state === undefined) return
    for (const set of [this.#changed, this.#handed, this.#raised]) set.delete(state)
    this.#devices.delete(id)
    this.#sql.endDevice.run(id)
    this.#sql.forgetHanded.run(state.key)
  }

  blocked(by: Handle, user: Handle): boolean {
    return this.#blockedBy(by).has(user)
  }

  blockedBy(by: Handle): Handle[] {
    return [...this.#blockedBy(by)]
  }

  #blockedBy(by: Handle): Set<Handle> {
    const known = this.#blocked.get(by)
    if (known !== undefined) return known
    const key = this.#user(by)?.key
    const blocked = new Set(key === undefined ? [] : this.#sql.blocked.all(key))
    this.#blocked.set(by, blocked)
    return blocked
  }

  putBlock(by: Handle, user: Handle, on: boolean): void {
    const statement = on ? this.#sql.block : this.#sql.unblock
    statement.run(this.keyOf(by), this.keyOf(user))
    this.#blocked.delete(by)
  }

  /** Whether marks must be written with this transaction. */
  get marksAreDue(): boolean {
    return this.#changed.size > 0
  }

  /** Something may be forgotten next: what is known of it must be in the tables before. */
  get isFull(): boolean {
    return this.#devices.isFull
  }

  /** Writes what changed more than once only once. */
  flush(): void {
    for (const { key, row } of this.#handed) {
      if (row.outbox !== null) this.#pending.outbox(key, row.outbox, row.turn)
    }
    this.#handed.clear()
    for (const state of this.#changed) this.#write(state)
    this.#changed.clear()
  }

  flushMarks(): void {
    for (const state of this.#raised) this.#write(state)
    this.#raised.clear()
  }

  #write({ key, row }: DeviceState): void {
    this.#sql.updateDevice.run(
      row.name,
      row.seen,
      row.outbox === null ? null : uuidBytes(row.outbox),
      row.turn,
      row.cursor?.seq ?? null,
      row.cursor?.id ?? null,
      row.fetching === true ? 1 : 0,
      key,
    )
  }

  begin(): void {
    for (const cache of [this.#users, this.#handles, this.#devices, this.#blocked]) cache.turn()
  }

  forget(): void {
    for (const set of [this.#changed, this.#handed, this.#raised]) set.clear()
    for (const cache of [this.#users, this.#handles, this.#devices, this.#blocked]) cache.clear()
  }
}
