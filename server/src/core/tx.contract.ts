/** What every adapter of `Tx` keeps, row by row. Rules are tested elsewhere; here rows go in and come out. */
import { describe } from 'vitest'
import { makeBed, type TxHost } from './tx-contract/bed.ts'
import { conversationsContract } from './tx-contract/conversations.contract.ts'
import { eventsContract } from './tx-contract/events.contract.ts'
import { inboxesContract } from './tx-contract/inboxes.contract.ts'
import { opsContract } from './tx-contract/ops.contract.ts'
import { peopleContract } from './tx-contract/people.contract.ts'
import { rollbackContract } from './tx-contract/rollback.contract.ts'

export function txContract(name: string, open: () => TxHost): void {
  describe(name, () => {
    const bed = makeBed(open)
    peopleContract(bed)
    opsContract(bed)
    conversationsContract(bed)
    eventsContract(bed)
    inboxesContract(bed)
    rollbackContract(bed)
  })
}
