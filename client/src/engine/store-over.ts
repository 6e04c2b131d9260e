/** The store's port over anything that can run a script in one atomic, durable transaction. */
import type { Cursor } from '#protocol/cursor.ts'
import * as devices from './device-scripts.ts'
import { alone, type OnDevice, ownRow, putChanged, type Run } from './hands-over.ts'
import * as inbox from './inbox-scripts.ts'
import type { DeviceRow } from './model.ts'
import * as outbox from './outbox-scripts.ts'
import type { Hands, Store, Written } from './ports.ts'
import { done, put, type Script, type TableName } from './script.ts'
import * as upkeep from './upkeep-scripts.ts'

const ALL: readonly TableName[] = ['device', 'outbox', 'events', 'conversations', 'people', 'aside']
const OUTBOX: readonly TableName[] = ['device', 'outbox', 'events']

// Each is made once: a generator that is made where it is called has a shape of its own, which V8 takes long over.

/** S24: a leader whose term has passed writes nothing. */
function* fenced<T extends object>(term: number, script: OnDevice<T>): Script<Written<T>> {
  const device = yield* ownRow()
  if (!device) return { failed: 'unavailable' }
  if (device.term !== term) return { failed: 'fenced' }
  return yield* putChanged(device, yield* script(device))
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

/** @param hands over the same database */
export function storeOver(run: Run, hands: Hands): Store {
  const engine = <T extends object>(term: number, script: OnDevice<T>, tables = ALL) =>
    run<T>('write', tables, () => fenced<T>(term, script))

  return {
    ...hands,
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
    gaps: (limit) => run('read', ['conversations'], () => alone(upkeep.gaps(limit))),
    strangers: (limit) => run('read', ['people'], () => alone(upkeep.strangers(limit))),
    applyUsers: (term, users, asked) => engine(term, () => devices.applyUsers(users, asked), ['device', 'people']),
    noteServer: (term, facts) => engine(term, (device) => done({ device: { ...device, ...facts } }), ['device']),
    conversation: (id) => run('read', ['conversations'], () => alone(outbox.conversation(id))),
  }
}
