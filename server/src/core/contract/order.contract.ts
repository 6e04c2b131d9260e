import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlacedEvent } from '#protocol/event.ts'
import { newId, type Phone, type Wish } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const HANDLES = ['ada', 'bob', 'cy'] as const

/** What a person may take it into their head to do in a group, sensible or not. */
const move = fc.record({
  actor: fc.nat(2),
  kind: fc.constantFrom('message', 'message', 'edit', 'remove', 'react', 'rename', 'add', 'drop', 'admin', 'read'),
  target: fc.nat(5),
  member: fc.constantFrom(...HANDLES),
  on: fc.boolean(),
})

export function orderContract(begin: Begin): void {
  describe('order', () => {
    test('positions are contiguous, and everybody sees what they may see in the same order', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(move, { minLength: 5, maxLength: 40 }), async (moves) => {
          const world = await begin()
          const phones: readonly Phone[] = await world.people(...HANDLES)
          const conversation = await (phones[0] as Phone).founds(...phones.slice(1))
          const messages: string[] = []
          for (const { actor, kind, target, member, on } of moves) {
            const id = newId()
            if (kind === 'message') messages.push(id)
            const named = messages[target % Math.max(messages.length, 1)] ?? newId()
            const fields = { id, kind, conversation, target: named, member, on, emoji: '+1', position: target }
            await (phones[actor] as Phone).does({ ...fields, text: `text ${target}`, title: `title ${target}` } as Wish)
          }
          const byPosition = new Map<number, string>()
          for (const phone of phones) {
            const told = (await phone.events()).filter((event): event is PlacedEvent => isPlacedIn(event, conversation))
            const positions = told.map(({ position }) => position)
            expect(positions).toEqual(positions.toSorted((a, b) => a - b))
            expect(new Set(positions).size).toBe(positions.length)
            for (const { position, id } of told) {
              expect(byPosition.get(position) ?? id).toBe(id)
              byPosition.set(position, id)
            }
            // Inbox, history and spans tell the same tale.
            const seen = await phone.sees(conversation)
            const history = await phone.history(conversation)
            if (history === 'not-found') throw new Error(history)
            expect(history.events.toReversed()).toEqual(told)
            const open = seen.spans.flatMap(([from, to]) => range(from, to ?? seen.head))
            expect(positions).toEqual(open)
          }
          expect([...byPosition.keys()].toSorted((a, b) => a - b)).toEqual(range(1, byPosition.size))
          await world.store.close()
        }),
        { numRuns: 25, seed: 3 },
      )
    })
  })
}

const isPlacedIn = (event: object, conversation: string): boolean =>
  'position' in event && 'conversation' in event && event.conversation === conversation && !isReceipt(event)

const isReceipt = (event: object): boolean => 'kind' in event && (event.kind === 'read' || event.kind === 'delivered')

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)
