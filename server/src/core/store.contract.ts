/**
 * What every store must do, whatever it keeps its rows in: the rules, asked for as gateways ask. Run it with a factory
 * that opens an empty store; each store is closed after its test.
 */
import { afterEach, describe } from 'vitest'
import { World } from '../../test/world.ts'
import { accountsContract } from './contract/accounts.contract.ts'
import { authorisationContract } from './contract/authorisation.contract.ts'
import { formContract } from './contract/form.contract.ts'
import { groupsContract } from './contract/groups.contract.ts'
import { inboxContract } from './contract/inbox.contract.ts'
import { membershipContract } from './contract/membership.contract.ts'
import { messagesContract } from './contract/messages.contract.ts'
import { orderContract } from './contract/order.contract.ts'
import { outboxContract } from './contract/outbox.contract.ts'
import { receiptsContract } from './contract/receipts.contract.ts'
import { snapshotContract } from './contract/snapshot.contract.ts'
import { trimmingContract } from './contract/trimming.contract.ts'
import type { CoreSettings } from './ports.ts'
import type { Store } from './requests.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

/** A new world, with the limits of the protocol but for those given. */
export type Begin = (settings?: Partial<CoreSettings>) => Promise<World>

export function storeContract(name: string, open: (settings: CoreSettings) => Promise<Store>): void {
  describe(name, () => {
    const opened: Store[] = []
    const begin: Begin = async (settings) => {
      const store = await open({ ...DEFAULT_SETTINGS, ...settings })
      opened.push(store)
      return World.of(store)
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    formContract(begin)
    authorisationContract(begin)
    messagesContract(begin)
    groupsContract(begin)
    membershipContract(begin)
    receiptsContract(begin)
    outboxContract(begin)
    inboxContract(begin)
    trimmingContract(begin)
    snapshotContract(begin)
    accountsContract(begin)
    orderContract(begin)
  })
}
