/** The store's port over anything that can run a script in one atomic, durable transaction. */
import type { Cursor } from '#protocol/cursor.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import * as devices from './device-scripts.ts'
import * as inbox from './inbox-scripts.ts'
import type { DeviceRow, DraftRow, OutboxRow } from './model.ts'
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

// Each is made once: a generator that is made where it is called has a shape of its own, which V8 takes long over.

const ownRow = (): Script<DeviceRow | undefined> => getOne('device', 'device')

/** Reads the device's row, and puts it where the script gives another. A database without one is not this device's. */
function* withDevice<T extends object>(script: Engine<T>): Script<Written<T>> {
  const device = yield* ownRow()
  if (!device) return { failed: 'unavailable' }
  return yield* putChanged(device, yield* script(device))
}

/** S24: a leader whose term has passed writes nothing. */
function* fenced<T extends object>(term: number, script: Engine<T>): Script<Written<T>> {
  const device = yield* ownRow()
  if (!device) return { failed: 'unavailable' }
  if (device.term !== term) return { failed: 'fenced' }
  return yield* putChanged(device, yield* script(device))
}

function* putChanged<T extends object>(before: DeviceRow, answer: Written<Changed<T>>): Script<Written<T>> {
  const { device: after } = answer as Changed<object>
  if (after === undefined) return answer as T
  if (after !== before) yield* put('device', [devices.rowOf(after)])
  const { device: _device, ...rest } = answer as Changed<object>
  return rest as T
}

function* load(): Script<Written<{ device: DeviceRow }>> {
  const device = yield* ownRow()
  return device ? { device } : { failed: 'unavailable' }
}

function* lead(): Script<Written<{ term: number; device: DeviceRow }>> {
  const before = yield* ownRow()
  if (!before) return { failed: 'unavailable' }
  const { device: learned } = yield* inbox.learn(before)
  const device = { ...learned, term: before.term + 1 }
  yield* put('device', [devices.rowOf(device)])
  return { term: device.term, device }
}

function* saveDraft(draft: DraftRow): Script<object> {
  yield* put('drafts', [draft])
  return {}
}

function* deleteDraft(conversation: ConversationId): Script<object> {
  yield* remove('drafts', [conversation])
  return {}
}

function* outboxRow(id: OpId): Script<{ row: OutboxRow | undefined }> {
  return { row: yield* getOne('outbox', id) }
}

/** A script that cannot fail. */
const alone = <T extends object>(script: Script<T>): Script<Written<T>> => script as Script<Written<T>>

/** @param onOutbox tells of a growing outbox, from this tab or another; the adapter's own */
export function storeOver(
  run: Run,
  onOutbox: { listen: Store['onOutbox']; grew: (rows: readonly OutboxRow[]) => void },
): Store {
  const engine = <T extends object>(term: number, script: Engine<T>, tables = ALL) =>
    run<T>('write', tables, () => fenced<T>(term, script))
  const person = <T extends object>(tables: readonly TableName[], script: () => Script<Written<T>>) =>
    run<T>('write', tables, script)

  return {
    load: () => run('read', ['device'], load),
    lead: () => run('write', ALL, lead),

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
    applyHistory: (term, fetched, now) => engine(term, (device) => inbox.applyHistory(device, fetched, now)),
    gaps: (limit) => run('read', ['conversations'], () => alone(devices.gaps(limit))),
    strangers: (limit) => run('read', ['people'], () => alone(devices.strangers(limit))),
    applyUsers: (term, users, asked) => engine(term, () => devices.applyUsers(users, asked), ['device', 'people']),
    noteServer: (term, facts) => engine(term, (device) => done({ device: { ...device, ...facts } }), ['device']),
    clearPaused: () =>
      person(['device'], () => withDevice((device) => done({ device: { ...device, paused: undefined } }))),

    async enqueue(ops, alongside) {
      const tables: TableName[] = ['device', 'outbox', 'conversations', 'events', 'drafts', 'people']
      const answer = await run<{ rows: OutboxRow[] }>('write', tables, () =>
        withDevice<{ rows: OutboxRow[] }>((device) => outbox.enqueue(device, ops, alongside)),
      )
      if ('rows' in answer) onOutbox.grew(answer.rows)
      return answer
    },
    amend: (id, change, alongside) => person(['outbox', 'drafts'], () => alone(outbox.amend(id, change, alongside))),
    dismiss: (id) => person(['outbox'], () => alone(outbox.dismiss(id))),
    hide: (messages, on) =>
      person(['device', 'events', 'conversations'], () => withDevice((device) => devices.hide(device, messages, on))),
    meet: (user) => person(['device', 'people'], () => withDevice(() => devices.applyUsers([user], []))),
    saveDraft: (draft) => person(['drafts', 'device'], () => withDevice(() => saveDraft(draft))),
    deleteDraft: (id) => person(['drafts'], () => alone(deleteDraft(id))),
    outboxRow: (id) => run('read', ['outbox'], () => alone(outboxRow(id))),
    conversation: (id) => run('read', ['conversations'], () => alone(outbox.conversation(id))),
    onOutbox: onOutbox.listen,
  }
}
