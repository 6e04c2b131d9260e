/**
 * What the person does with the device's database, over anything that can run a script in one atomic, durable
 * transaction. What the engine does beside it is `store-over`: loaded late, where there is a screen to be drawn first.
 */
import { applyUsers, rowOf } from './device-scripts.ts'
import type { DeviceRow, OutboxRow } from './model.ts'
import * as person from './person-scripts.ts'
import type { Hands, Written } from './ports.ts'
import { getOne, put, type Script, type TableName } from './script.ts'

/** Runs a script to its end, or not at all. Only these tables are touched. */
export type Run = <T extends object>(
  mode: 'read' | 'write',
  tables: readonly TableName[],
  script: () => Script<Written<T>>,
) => Promise<Written<T>>

/** With the device's row as it shall be, where it changes. */
type Changed<T> = T & { device?: DeviceRow }
export type OnDevice<T> = (device: DeviceRow) => Script<Written<Changed<T>>>

// Each is made once: a generator that is made where it is called has a shape of its own, which V8 takes long over.

export const ownRow = (): Script<DeviceRow | undefined> => getOne('device', 'device')

/** Reads the device's row, and puts it where the script gives another. A database without one is not this device's. */
function* withDevice<T extends object>(script: OnDevice<T>): Script<Written<T>> {
  const device = yield* ownRow()
  if (!device) return { failed: 'unavailable' }
  return yield* putChanged(device, yield* script(device))
}

export function* putChanged<T extends object>(before: DeviceRow, answer: Written<Changed<T>>): Script<Written<T>> {
  const { device: after } = answer as Changed<object>
  if (after === undefined) return answer as T
  if (after !== before) yield* put('device', [rowOf(after)])
  const { device: _device, ...rest } = answer as Changed<object>
  return rest as T
}

/** A script that cannot fail. */
export const alone = <T extends object>(script: Script<T>): Script<Written<T>> => script as Script<Written<T>>

/** @param onOutbox tells of a growing outbox, from this tab or another; the adapter's own */
export function handsOver(
  run: Run,
  onOutbox: { listen: Hands['onOutbox']; grew: (rows: readonly OutboxRow[]) => void },
): Hands {
  const write = <T extends object>(tables: readonly TableName[], script: () => Script<Written<T>>) =>
    run<T>('write', tables, script)

  return {
    async enqueue(ops, alongside) {
      const answer = await write<{ rows: OutboxRow[] }>(
        ['device', 'outbox', 'conversations', 'events', 'drafts', 'people'],
        () => withDevice<{ rows: OutboxRow[] }>((device) => person.enqueue(device, ops, alongside)),
      )
      if ('rows' in answer) onOutbox.grew(answer.rows)
      return answer
    },
    amend: (id, change, alongside) => write(['outbox', 'drafts'], () => alone(person.amend(id, change, alongside))),
    dismiss: (id) => write(['outbox'], () => alone(person.dismiss(id))),
    hide: (messages, on) =>
      write(['device', 'events', 'conversations'], () => withDevice((device) => person.hide(device, messages, on))),
    meet: (user) => write(['device', 'people'], () => withDevice(() => applyUsers([user], []))),
    saveDraft: (draft) => write(['drafts', 'device'], () => withDevice(() => person.saveDraft(draft))),
    deleteDraft: (id) => write(['drafts'], () => alone(person.deleteDraft(id))),
    outboxRow: (id) => run('read', ['outbox'], () => alone(person.outboxRow(id))),
    onOutbox: onOutbox.listen,
  }
}
