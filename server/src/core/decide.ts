/** The rules in one place: what becomes of an op. Reads, and answers with what to write; writes nothing. */
import type { Op, OpOf } from '#protocol/op.ts'
import { authorise, type HeldKind, isHeld, isMisplaced, type OpenKind, type Standing } from './authorise.ts'
import type { Decision } from './change.ts'
import type { Desk } from './context.ts'
import { wrongForm } from './form.ts'
import { group, rename } from './rules/groups.ts'
import { prefs, read } from './rules/marks.ts'
import { add, admin, drop, join } from './rules/membership.ts'
import { edit, message, react, remove } from './rules/messages.ts'
import { block, profile } from './rules/people.ts'

const HELD: { readonly [K in HeldKind]: (desk: Desk, standing: Standing, op: OpOf<K>) => Decision } = {
  message,
  edit,
  remove,
  react,
  read,
  prefs,
  rename,
  add,
  drop,
  admin,
}

const OPEN: { readonly [K in OpenKind]: (desk: Desk, op: OpOf<K>) => Decision } = { group, join, block, profile }

export function decide(desk: Desk, op: Op): Decision {
  if (isMisplaced(op)) return 'invalid'
  const wrong = wrongForm(op, desk.env.settings)
  if (wrong !== undefined) return wrong
  if (!isHeld(op)) return (OPEN[op.kind] as (desk: Desk, op: Op) => Decision)(desk, op)
  const standing = authorise(desk, op)
  if (typeof standing === 'string') return standing
  return (HELD[op.kind] as (desk: Desk, standing: Standing, op: Op) => Decision)(desk, standing, op)
}
