/** What every store of a device does, whatever it keeps its rows in. */
import { afterEach, beforeEach, describe } from 'vitest'
import { type Bed, makeBed, type Opened } from './contract/bed.ts'
import { entriesContract } from './contract/entries.contract.ts'
import { outboxContract } from './contract/outbox.contract.ts'
import { peopleContract } from './contract/people.contract.ts'
import { resyncContract } from './contract/resync.contract.ts'

export function storeContract(name: string, open: () => Promise<Opened>): void {
  describe(name, () => {
    let made: Bed
    beforeEach(async () => {
      made = await makeBed(await open())
    })
    afterEach(() => made.opened.close())

    const bed = () => made
    outboxContract(bed)
    entriesContract(bed)
    resyncContract(bed)
    peopleContract(bed)
  })
}
