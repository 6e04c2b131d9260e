/** read, prefs: what somebody has seen of a conversation, and how they want it shown. */
import type { PrefsEvent, ReadEvent } from '#protocol/event.ts'
import type { Prefs } from '#protocol/http.ts'
import type { OpOf } from '#protocol/op.ts'
import type { Standing } from '../authorise.ts'
import { AS_IT_WAS, type Change, type Decision } from '../change.ts'
import type { Desk } from '../context.ts'
import { receipt, tellAuthors } from '../receipts.ts'
import { stamp } from './stamp.ts'

export function read(desk: Desk, { conversation, me }: Standing, op: OpOf<'read'>): Decision {
  const position = Math.min(op.position, me.left?.position ?? conversation.head)
  if (position <= me.read) return AS_IT_WAS
  const event: ReadEvent = { kind: 'read', ...stamp(desk, op), conversation: op.conversation, position }
  const own: Change = { do: 'tell', to: [me], delivery: receipt(event) }
  const mark: Change = { do: 'put-member', conversation: conversation.id, row: { ...me, read: position } }
  return [mark, own, ...tellAuthors(desk.look, me, event, me.read)]
}

const UNSET: Required<Prefs> = { muted: 0, pinned: false, archived: false, unread: false }

export function prefs(desk: Desk, { conversation, me }: Standing, op: OpOf<'prefs'>): Decision {
  const wanted = given(op)
  const before = desk.look.prefs(desk.by, conversation.id)
  const keys = Object.keys(wanted) as (keyof Prefs)[]
  if (keys.every((key) => wanted[key] === (before[key] ?? UNSET[key]))) return AS_IT_WAS
  const note: PrefsEvent = { kind: 'prefs', ...stamp(desk, op), conversation: op.conversation, ...wanted }
  return [
    { do: 'put-prefs', user: desk.by, conversation: conversation.id, prefs: { ...before, ...wanted } },
    { do: 'tell', to: [me], delivery: { note } },
  ]
}

function given({ muted, pinned, archived, unread }: Prefs): Prefs {
  return {
    ...(muted !== undefined && { muted }),
    ...(pinned !== undefined && { pinned }),
    ...(archived !== undefined && { archived }),
    ...(unread !== undefined && { unread }),
  }
}
