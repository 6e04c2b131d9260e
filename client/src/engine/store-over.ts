/** The store's port over anything that can run a script in one atomic, durable transaction. */
import type { Cursor } from '#protocol/cursor.ts'
import type { ConversationId } from '#protocol/ids.ts'
import * as devices from './device-scripts.ts'
import * as inbox from './inbox-scripts.ts'
import type { DeviceRow, OutboxRow } from './model.ts'
import * as outbox from './outbox-scripts.ts'
import type { Store, Written } from './ports.ts'
import { done, getOne, put, remove, type Script, type TableName } from './script.ts'

/** Runs a script to its end, or not at all. Only these tables are touched. */
export type Run = <T extends object>(
  mode: 'read' | 'write',
  tables: readonly TableName[],
  script: () => Script<Written<T>>,
) => Promise<Written<T>>

const ALL: readonly TableName[] = ['device', 'outbox', 'events', 'conversations', 'people', 'aside']
const OUTBOX: readonly TableName[] = ['device', 'outbox', 'events']

/** With the device's row as it shall be, where it changes. */
type Changed<T> = T & { device?: DeviceRow }
type Engine<T> = (device: DeviceRow) => Script<Written<Changed<T>>>

const ownRow = (): Script<DeviceRow | undefined> => getOne('device', 'device')

/** Reads the device's row, and puts it where the script gives another. A database without one is not this device's. */
function* withDevice<T extends object>(script: Engine<T>): Script<Written<T>> {
  const device = yield* ownRow()
  if (!device) return { failed: 'unavailable' }
  const answer = (yield* script(device)) as Changed<object>
  const { device: next } = answer
  if (next === undefined) return answer as T
  if (next !== device) yield* put('device', [{ ...next, key: 'device' }])
  const { device: _device, ...rest } = answer
  return rest as T
}

/** S24: a leader whose term has passed writes nothing. */
const fenced = <T extends object>(term: number, script: Engine<T>) =>
  withDevice<T>(function* (device): Script<Written<Changed<T>>> {
    if (device.term !== term) return { failed: 'fenced' }
    return yield* script(device)
  })

/** A script that cannot fail. */
const alone = <T extends object>(script: Script<T>): Script<Written<T>> => script as Script<Written<T>>

/** @param onOutbox tells of a growing outbox, from this tab or another; the adapter's own */
export function storeOver(run: Run, onOutbox: { listen: Store['onOutbox']; grew: () => void }): Store {
  const engine = <T extends object>(term: number, script: Engine<T>, tables = ALL) =>
    run<T>('write', tables, () => fenced<T>(term, script))
  const person = <T extends object>(tables: readonly TableName[], script: () => Script<Written<T>>) =>
    run<T>('write', tables, script)

  return {
    load: () =>
      run('read', ['device'], function* () {
        const device = yield* ownRow()
        return device ? { device } : { failed: 'unavailable' }
      }),
    lead: () =>
      run('write', ALL, function* () {
        const before = yield* ownRow()
        if (!before) return { failed: 'unavailable' }
        const { device: learned } = yield* inbox.learn(before)
        const device = { ...learned, term: before.term + 1 }
        yield* put('device', [{ ...device, key: 'device' }])
        return { term: device.term, device }
      }),

    opsAfter: (after, max) => run('read', ['outbox'], () => alone(outbox.opsAfter(after, max))),
    unsettled: (afterOrder, max) => run('read', ['outbox'], () => alone(outbox.unsettled(afterOrder, max))),
    againOps: (afterOrder, max) => run('read', ['outbox'], () => alone(outbox.againOps(afterOrder, max))),
    knows: (id) => run('read', ['outbox'], () => alone(outbox.knows(id))),
    lostMarks: () => run('read', ['outbox', 'conversations'], () => alone(outbox.lostMarks())),
    markHanded: (term, ids, now) => engine(term, (device) => outbox.markHanded(device, ids, now), OUTBOX),
    commitOps: (term, id, named, now) => engine(term, (device) => outbox.commitOps(device, id, named, now), OUTBOX),
    settleResent: (term, ids, now) => engine(term, (device) => outbox.settleResent(device, ids, now), OUTBOX),
    rejectLocally: (term, id, reason, now) =>
      engine(term, (device) => outbox.rejectLocally(device, id, reason, now), OUTBOX),
    sweepOutbox: (term, now) => engine(term, (device) => outbox.sweepOutbox(device, now), OUTBOX),

    applyEntries: (term, batch, now) =>
      engine<{ cursor: Cursor } | { stale: true }>(term, (device) => inbox.applyEntries(device, batch, now)),
    beginResync: (term, now) => engine(term, (device) => inbox.beginResync(device, now), ['device']),
    applySnapshot: (term, page, now) => engine(term, (device) => inbox.applySnapshot(device, page, now)),
    applyHistory: (term, fetched) => engine(term, (device) => inbox.applyHistory(device, fetched, 0)),
    gaps: (limit) => run('read', ['conversations'], () => alone(devices.gaps(limit))),
    strangers: (limit) => run('read', ['people'], () => alone(devices.strangers(limit))),
    applyUsers: (term, users, asked) =>
      engine(term, (device) => devices.applyUsers(device, users, asked), ['device', 'people']),
    noteServer: (term, facts) => engine(term, (device) => done({ device: { ...device, ...facts } }), ['device']),
    clearPaused: () =>
      person(['device'], () => withDevice((device) => done({ device: { ...device, paused: undefined } }))),

    async enqueue(ops, alongside) {
      const tables: TableName[] = ['device', 'outbox', 'conversations', 'events', 'drafts']
      const answer = await run<{ rows: OutboxRow[] }>('write', tables, () =>
        withDevice<{ rows: OutboxRow[] }>((device) => outbox.enqueue(device, ops, alongside)),
      )
      if ('rows' in answer) onOutbox.grew()
      return answer
    },
    amend: (id, change, alongside) => person(['outbox', 'drafts'], () => alone(outbox.amend(id, change, alongside))),
    dismiss: (id) => person(['outbox'], () => alone(outbox.dismiss(id))),
    hide: (messages, on) =>
      person(['device', 'events', 'conversations'], () => withDevice((device) => devices.hide(device, messages, on))),
    saveDraft: (draft) =>
      person(['drafts', 'device'], () =>
        withDevice(function* () {
          yield* put('drafts', [draft])
          return {}
        }),
      ),
    deleteDraft: (conversation: ConversationId) =>
      person(['drafts'], function* () {
        yield* remove('drafts', [conversation])
        return {}
      }),
    outboxRow: (id) =>
      run('read', ['outbox'], function* () {
        return { row: yield* getOne('outbox', id) }
      }),
    conversation: (id) => run('read', ['conversations'], () => alone(outbox.conversation(id))),
    people: (handles) => run('read', ['people'], () => alone(outbox.people(handles))),
    onOutbox: onOutbox.listen,
  }
}
