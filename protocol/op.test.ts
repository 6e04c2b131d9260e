import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OpSchemas, parseOp } from './op.ts'

const ID = '01900000-0000-7000-8000-000000000001'
const odd = fc.constantFrom(undefined, null, true, 0, -0, -1, 1.5, 2 ** 53, Number.NaN, '', ID, [], {})
const message = fc.record(
  {
    id: fc.constant(ID),
    kind: fc.constant('message'),
    at: fc.oneof({ weight: 4, arbitrary: fc.nat() }, odd),
    conversation: fc.oneof({ weight: 4, arbitrary: fc.string() }, odd),
    text: fc.oneof({ weight: 4, arbitrary: fc.string({ unit: 'binary' }) }, odd),
    again: odd,
    reply: odd,
    files: odd,
    peer: odd,
    unknown: odd,
  },
  { requiredKeys: ['id', 'kind'] },
)

describe('an op as it came', () => {
  test('a message is read as its schema says, by the short way too', () => {
    fc.assert(
      fc.property(message, (value) => {
        const parsed = OpSchemas.message.safeParse(value)
        expect(parseOp(value)).toEqual(parsed.success ? parsed.data : { id: ID, kind: 'malformed' })
      }),
      { numRuns: 2000 },
    )
  })

  test.each([undefined, null, 'message', 7, [], {}, { id: 7, kind: 'message' }, { id: `${ID.slice(0, -1)}A` }])(
    '%j has no id to reject it by',
    (value) => {
      expect(parseOp(value)).toBe(undefined)
    },
  )

  test('a kind that is not known is malformed, and so is one that every object has', () => {
    for (const kind of [undefined, 'poll', 'toString', '__proto__']) {
      expect(parseOp({ id: ID, kind })).toEqual({ id: ID, kind: 'malformed' })
    }
  })
})
