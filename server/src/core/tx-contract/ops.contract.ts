import { describe, expect, test } from 'vitest'
import type { Bed } from './bed.ts'
import { message, op, uuid } from './rows.ts'

export function opsContract({ host, seen }: Bed): void {
  describe('ops', () => {
    test('[S3] an op is known for ever, with its outcome, after its device has gone', () => {
      seen(
        (tx) => tx.putOp(op(1)),
        (tx) => tx.op(uuid(1)),
        op(1),
      )
      seen(
        (tx) => tx.putOp(op(2, { rejected: 'full' })),
        (tx) => tx.op(uuid(2)),
        op(2, { rejected: 'full' }),
      )
      seen(
        (tx) => tx.deleteDevice('ada-1'),
        (tx) => tx.op(uuid(1)),
        op(1),
      )
      expect(host.commit((tx) => tx.op(uuid(3)))).toBeUndefined()
    })

    test('[S14] a refused op may be put again as applied, and its message is found', () => {
      host.commit((tx) => tx.putOp(op(1, { rejected: 'no-such-user' })))
      const again = () => op(1, { fingerprint: 'print' })
      host.commit((tx) => {
        tx.putOp(again())
        tx.appendEvent(message(1))
      })
      expect(host.commit((tx) => tx.op(uuid(1)))).toEqual(again())
      expect(host.commit((tx) => tx.message(uuid(1))?.position)).toBe(1)
    })

    test('[S2] the turn at which another device handed it in is kept by device', () => {
      host.commit((tx) => tx.putOp(op(1)))
      seen(
        (tx) => tx.putHanded('bob-1', uuid(1), 4),
        (tx) => tx.handedAt('bob-1', uuid(1)),
        4,
      )
      expect(host.commit((tx) => tx.handedAt('cleo-1', uuid(1)))).toBeUndefined()
    })
  })
}
