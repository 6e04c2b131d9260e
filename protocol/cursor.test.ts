import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Cursor, parseCursor } from './cursor.ts'

test('[S17] a cursor is taken or refused as its schema says, whatever comes', () => {
  const seq = fc.oneof(fc.nat(), fc.double(), fc.integer(), fc.constant(2 ** 53), fc.string())
  const id = fc.oneof(
    fc.string({ maxLength: 70 }),
    fc.string({ minLength: 60, maxLength: 70 }),
    fc.constant(null),
    fc.nat(),
  )
  const candidate = fc.oneof(fc.record({ seq, id, more: fc.nat() }, { requiredKeys: [] }), fc.jsonValue())
  fc.assert(
    fc.property(candidate, (value) => {
      const { success, data } = Cursor.safeParse(value)
      expect(parseCursor(value)).toEqual(value === null ? null : success ? data : undefined)
    }),
  )
})
