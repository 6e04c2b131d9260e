import { describe, expect, test } from 'vitest'
import type { OutboxItem } from '../../store/outbox-queries.ts'
import { turns } from './turns.ts'

const item = (order: number, refused = false) => ({ row: { id: `${order}`, order }, refused }) as OutboxItem

describe('turns', () => {
  test('are those of the queue, however it is grouped; what was refused has none', () => {
    const items = [item(1), item(4), item(3, true), item(2)]
    expect(said(new Set(), items)).toEqual({ 1: '1 of 3', 4: '3 of 3', 2: '2 of 3' })
  })

  test('what has been sent, and what is written meanwhile, moves nobody', () => {
    const seen = new Set<string>()
    expect(said(seen, [item(1), item(2), item(3)])).toMatchObject({ 2: '2 of 3' })
    expect(said(seen, [item(2), item(3)])).toMatchObject({ 2: '2 of 3' })
    expect(said(seen, [item(2), item(3), item(4)])).toEqual({ 2: '2 of 4', 3: '3 of 4', 4: '4 of 4' })
  })

  test('once nothing waits they begin anew', () => {
    const seen = new Set<string>()
    said(seen, [item(1), item(2)])
    said(seen, [])
    expect(said(seen, [item(3)])).toEqual({ 3: '1 of 1' })
  })
})

function said(seen: Set<string>, items: readonly OutboxItem[]): Record<string, string> {
  const turnOf = turns(seen, items)
  const queue = items.filter(({ refused }) => !refused)
  return Object.fromEntries(queue.map((item) => [item.row.id, `${turnOf(item).at} of ${turnOf(item).of}`]))
}
