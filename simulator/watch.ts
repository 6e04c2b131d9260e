/** What must hold of every transaction on a device's disk, seen by the rows that it touches. */
import type { Write } from '#engine/memory-store.ts'
import type { ConversationRow, DeviceRow, EventRow, OutboxRow } from '#engine/model.ts'
import { REMOVED_TEXT } from '#engine/outbox-rows.ts'
import type { Device } from './device.ts'

/** S13 */
const KEPT_MS = 7 * 24 * 3_600_000

export function watchWrites(device: Device): void {
  device.disk.beforeCommit((writes) => {
    for (const write of writes) LOOKS[write.table]?.(device, write)
  })
}

type Look = (device: Device, write: Write) => void

const LOOKS: Partial<Record<Write['table'], Look>> = {
  outbox(device, { before, after }) {
    if (before && !after) mustBeSpent(device, before as OutboxRow)
    else if (before) mustStandStill(device, before as OutboxRow, after as OutboxRow)
    else mustBeNew(device, after as OutboxRow)
  },
  aside(device, { after }) {
    if (after) device.server.setting.tally['unknown kind kept'] += 1
  },
  events(device, { before, after }) {
    if ((before as EventRow | undefined)?.unknown && !(after as EventRow | undefined)?.unknown) {
      device.server.setting.tally['unknown kind learned'] += 1
    }
    if (!after) return device.fail('I1', `an event left the disk: ${(before as EventRow).id}`)
    const [was, is] = [before as EventRow | undefined, after as EventRow]
    if (was?.position !== undefined && is.position !== was.position && device.server.rollbacks === 0) {
      device.fail('I4', `${is.id} had place ${was.position}, and the server never went back`)
    }
    if (isErased(before as EventRow) && !isErased(after as EventRow)) {
      device.fail('I14', `${(after as EventRow).id} was removed, and is back`)
    }
  },
  device(device, { before, after }) {
    const [was, is] = [before, after] as [DeviceRow | undefined, DeviceRow]
    device.wrote(is.cursor)
    if (!was) return
    if (is.term < was.term) device.fail('I15', `its term went back from ${was.term} to ${is.term}`)
    if (is.nextOrder < was.nextOrder) device.fail('I3', 'two ops would have the same place in the outbox')
  },
  conversations(device, { before, after }) {
    const [was, is] = [before, after] as [ConversationRow | undefined, ConversationRow | undefined]
    if (was && !is) device.fail('I1', `a conversation left the disk: ${was.id}`)
  },
}

const isErased = (row: EventRow | undefined): boolean =>
  (row?.event as { removed?: true } | undefined)?.removed === true

/** I1: an op leaves the outbox before it was ever sent, or a week after all is known of it. */
function mustBeSpent(device: Device, row: OutboxRow): void {
  if (row.state === 'waiting') return
  const own = device.disk.row('device', 'device') as DeviceRow
  const isOld = row.settledAt !== undefined && row.settledAt + KEPT_MS <= device.now() - device.clock + device.ahead
  const isNamed = row.order <= own.named && row.id !== own.outbox
  const isShown = row.rejected !== undefined && !row.dismissed
  if (row.state !== 'settled' || !isOld || !isNamed || isShown) {
    device.fail('I1', `an op left the outbox: ${JSON.stringify(row)}`)
  }
  // Shown as refused until the person put it away: nothing is owed of it any more.
  if (row.rejected !== undefined) device.typed.delete(row.id)
  device.server.setting.tally['settled op swept'] += 1
}

/** S9: what may have arrived is never changed. I9: a refusal is not forgotten but by its event. */
function mustStandStill(device: Device, before: OutboxRow, after: OutboxRow): void {
  // S12: what was removed leaves the outbox too.
  const isErased = 'text' in after.op && after.op.text === REMOVED_TEXT
  if (before.op !== after.op && before.state !== 'waiting' && !isErased)
    device.fail('I2', `${after.id} was changed after it was sent`)
  if (before.order !== after.order) device.fail('I3', `${after.id} went to another place in the outbox`)
  if (before.state !== 'waiting' && after.state === 'waiting') device.fail('I2', `${after.id} may be changed again`)
  if (before.settledAt === undefined && after.settledAt !== undefined && after.settledAt !== device.now()) {
    device.fail('I1', `${after.id} is settled now, and is to be kept from ${after.settledAt} on`)
  }
  if (before.rejected === undefined && after.rejected !== undefined) {
    const { tally, oracle } = device.server.setting
    tally.rejected += 1
    oracle.showsRefused(device.writer, after.id)
    if (isOwnFinding(after)) tally['poison refused alone'] += 1
    if (after.state !== 'settled') device.fail('I9', `${after.id} was refused, and is not shown so`)
    // What a page that is gone had sent may come after this one was told where the server stands, and be too large by now.
    if (before.state !== 'handed' || !isOwnFinding(after)) mustBeRefused(device, after)
  }
  if (before.rejected !== undefined && after.rejected === undefined) mustBeTaken(device, before)
}

/** Not told by the server in its log, but by how it answered a push of this op alone. */
const isOwnFinding = ({ rejected }: OutboxRow): boolean => rejected === 'invalid' || rejected === 'too-large'

/** I9: not for a moment. */
function mustBeRefused(device: Device, { id, rejected }: OutboxRow): void {
  if (device.hasForgotten) return
  const known = device.server.store.transact((tx) => tx.op(id))
  if (known && known.rejected === undefined) device.fail('I9', `shows ${id} as ${rejected}, and the server took it`)
}

/** I9: a refusal that stands is shown until the person puts it away. */
function mustBeTaken(device: Device, { id, rejected }: OutboxRow): void {
  const known = device.server.store.transact((tx) => tx.op(id))
  if (known === undefined || known.rejected !== undefined) device.fail('I9', `no longer shows ${id} as ${rejected}`)
}

/** I13: a mark that says nothing new is not sent. */
function mustBeNew(device: Device, row: OutboxRow): void {
  const { op } = row
  if (op.kind !== 'read') return
  const read = device.disk.row('conversations', op.conversation)?.read ?? 0
  if (op.position <= read) device.fail('I13', `marks ${op.position} as read, and stands at ${read}`)
  for (const other of device.disk.rows('outbox')) {
    if (other.id === row.id || other.op.kind !== 'read' || other.rejected !== undefined) continue
    const isOnItsWay = other.state === 'waiting' || other.state === 'handed'
    if (isOnItsWay && other.op.conversation === op.conversation && other.op.position >= op.position) {
      device.fail('I13', `marks ${op.position} as read behind a mark of ${other.op.position}`)
    }
  }
}
