/** Everything that a signed-in account needs on this device, put together; and taken apart again. */
import { liveQuery } from 'dexie'
import type { Commands } from '#engine/commands.ts'
import { createCommands } from '#engine/create-commands.ts'
import type { EngineStatus } from '#engine/driver.ts'
import { type Hints, hasFailed, type Transport } from '#engine/ports.ts'
import type { EngineSettings } from '#engine/settings.ts'
import type { Account, User } from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { forgetMirrors } from '../features/composer/mirror.ts'
import { clock } from '../platform/clock.ts'
import { standForElection } from '../platform/leader.ts'
import { protectStorage } from '../platform/persistence.ts'
import { random } from '../platform/random.ts'
import type { Timings } from '../platform/settings.ts'
import { linkTabs } from '../platform/tab-link.ts'
import { createAhead } from '../session/ahead.ts'
import { useCompany } from '../session/company.ts'
import { noteQueued } from '../session/just-queued.ts'
import type { CompanyKeeper } from '../session/keep-company.ts'
import type { Session } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import type { Inheritance } from '../store/connection.ts'
import { dexieStore } from '../store/dexie-store.ts'
import { forgetSearch } from '../store/search/search-database.ts'
import { localSentinel } from '../store/sentinel.ts'
import type { AccountCalls } from '../transport/accounts.ts'
import { hasFailed as callFailed } from '../transport/calls.ts'
import { asked } from './asked.ts'
import type { Authentication } from './authentication.ts'
import { readAhead } from './first-screen.ts'
import { createLead } from './lead.ts'
import { removeAccount } from './remove-account.ts'
import { beginLeaving, hideAccount, isLeaving, stayHere } from './signed-in.ts'
import { storageHealth } from './storage-health.ts'
import type { Updates } from './update.ts'

export interface World {
  /** The part that speaks with the server. */
  live: () => Promise<typeof import('./live.ts') & { transport: Transport }>
  calls: AccountCalls
  authentication: Authentication
  hints: Hints
  timings: Timings
  engine: EngineSettings
  updates: Updates
}

export interface OpenSession extends Session {
  /** The database is open, or has been long in opening: screens can be drawn. */
  ready: Promise<unknown>
  /** What another user of this handle kept here is this user's from now on, or goes. */
  inherit(choice: Inheritance): Promise<void>
  /** The first screen stands: from now on this tab may speak with the server. */
  drawn(): void
  /** Lets go of the database and of the lead; what is kept stays. */
  close(): void
}

/** What can wait until the page stands and the server was heard. */
const IDLE_WORK_MS = 2_000

/** Opening a database takes a few milliseconds; one that takes this long is waited for in sight. */
const LONG_MS = 500

export function openSession(world: World, account: Account): OpenSession {
  const { calls, hints, timings, engine: settings } = world
  const { user } = account
  const health = storageHealth(clock, useStatus.getState().storage === 'cleared')
  const kept = dexieStore({
    account,
    sentinel: localSentinel(user.handle),
    clock,
    onQueued: noteQueued,
    onStatus(status) {
      health.database(status)
      if (status !== 'cleared') return
      lead.restart()
      link.tellCleared()
    },
  })
  const { hands, database } = kept
  let limits = DEFAULT_LIMITS
  let keeper: Promise<CompanyKeeper> | undefined

  function show({ connection, storage }: EngineStatus): void {
    useStatus.setState({ connection })
    health.engine(storage)
    if (connection.state === 'live') health.restored()
  }

  const lead = createLead({
    clock,
    async startEngine() {
      const { startEngine, store, transport } = await live()
      const led = await store.lead()
      if (hasFailed(led)) return undefined
      return startEngine({ store, transport, clock, random, hints }, { term: led.term, settings })
    },
    tell(status) {
      show(status)
      link.tell(status)
    },
    hear: (notice) =>
      withCompany((company) => {
        company.hear(notice)
        link.tellCompany(useCompany.getState())
      }),
  })
  const link = linkTabs(`${database.name}:status`, {
    told: show,
    toldCompany: (told) => withCompany((company) => company.take(told)),
    typed: lead.typing,
    cleared() {
      health.database('cleared')
      lead.restart()
    },
    asked(what) {
      const status = lead.status()
      if (what === 'wake') lead.wake()
      else if (status) {
        link.tell(status)
        link.tellCompany(useCompany.getState())
      }
    },
  })

  useStatus.setState({ connection: { state: 'connecting' }, synced: undefined })
  let withdraw: (() => void) | undefined
  let isOpen = true
  const forgetWake = hints.onWake(() => void kept.probe())
  const device = liveQuery(() => database.device.get('device')).subscribe({
    next(row) {
      limits = row?.limits ?? limits
      useStatus.setState({ synced: row?.synced })
    },
    error: () => {},
  })

  /** One after the other. Where its code cannot be loaded now, nothing is known of anybody. */
  function withCompany(tell: (keeper: CompanyKeeper) => void): void {
    keeper ??= import('../session/keep-company.ts').then(({ keepCompany }) => keepCompany(clock, timings.typing))
    keeper.then(tell).catch(() => {
      keeper = undefined
    })
  }

  function beginIdleWork(): () => void {
    let stop = () => {}
    let isOver = false
    const cancel = clock.after(IDLE_WORK_MS, async () => {
      const late = await import('./idle-work.ts').catch(() => undefined)
      if (late && !isOver) stop = late.startIdleWork({ database, loadOlder })
    })
    return () => {
      isOver = true
      cancel()
      stop()
    }
  }

  /** With all that the engine does with this device's database. */
  async function live() {
    const live = await world.live()
    return { ...live, store: live.storeOver(kept.run, hands) }
  }

  async function loadOlder(conversation: string) {
    const late = await live().catch(() => undefined)
    const found = await late?.store.load()
    if (!late || !found || hasFailed(found)) return 'unreachable'
    const { loadOlder, store, transport } = late
    const { term } = found.device
    return loadOlder({ store, transport, clock }, { term, conversation, settings })
  }

  function letGo(): void {
    isOpen = false
    withdraw?.()
    forgetWake()
    link.close()
    void keeper?.then((company) => company.close())
    device.unsubscribe()
    session.ahead.close()
  }

  const foundUsers = new Map<Handle, User>()
  const session: Session = {
    account,
    database,
    ahead: createAhead(database.name),
    commands: protecting(createCommands({ store: hands, clock, random, self: user.handle, limits: () => limits })),
    wake() {
      lead.wake()
      link.askToWake()
    },
    typing: {
      renewMs: timings.typing / 2,
      tell(notice) {
        lead.typing(notice)
        link.typing(notice)
      },
    },
    async findUser(handle) {
      const answer = asked(await calls.user(handle))
      if (!('user' in answer)) return answer
      foundUsers.set(handle, answer.user)
      return { found: answer.user }
    },
    async meet(handle) {
      if (!foundUsers.has(handle)) await session.findUser(handle)
      const user = foundUsers.get(handle)
      if (user) await hands.meet(user)
    },
    invites: {
      create: async (group) => asked(await calls.createInvite(group)),
      end: async (group) => asked(await calls.endInvite(group)),
      look: async (token) => asked(await calls.invite(token)),
    },
    devices: {
      async list() {
        const answer = await calls.devices()
        return callFailed(answer) ? { failed: true } : answer
      },
      async revoke(id) {
        const answer = await calls.revoke(id)
        const isGone = callFailed(answer) && answer.failed === 'refused' && answer.status === 404
        return isGone ? {} : answer
      },
    },
    changePassword: calls.changePassword,
    freeSpace: async () => (await import('#engine/free-space.ts')).freeSpace(kept.run),
    async signOut() {
      letGo()
      beginLeaving()
      await world.authentication.revoke().catch((fault) => {
        stayHere()
        throw fault
      })
      await removeEverything()
    },
    applyUpdate: world.updates.apply,
    loadOlder,
  }

  const { name } = database
  const removeEverything = () =>
    removeAccount(account, { name, forgetSearch: () => forgetSearch(name), destroy: kept.destroy })

  return {
    ...session,
    async inherit(choice) {
      if (choice === 'remove') forgetMirrors(user.handle)
      await kept.inherit(choice)
    },
    // Cut off while signing out: it goes on from there, before anything is shown.
    ready: isLeaving()
      ? Promise.race([removeEverything().catch(openFirst), late().then(hideAccount)])
      : Promise.race([openFirst(), late()]),
    drawn() {
      if (!isOpen || withdraw) return
      withdraw = standForElection({
        name: `${database.name}:leader`,
        locks: navigator.locks,
        clock,
        heartbeatMs: timings.heartbeat,
        stealAfterMs: timings.steal,
        lead() {
          const stops = [lead.begin(), beginIdleWork()]
          return () => {
            for (const stop of stops) stop()
          }
        },
      })
    },
    close() {
      letGo()
      kept.close()
    },
  }

  async function openFirst(): Promise<void> {
    if (await kept.open()) await readAhead(session, location.pathname).catch(() => {})
  }
}

const late = () => new Promise<void>((done) => clock.after(LONG_MS, done))

/** Once there is something to lose, the browser is asked not to lose it. */
const protecting = (commands: Commands): Commands => ({
  ...commands,
  async sendMessage(message) {
    const sent = await commands.sendMessage(message)
    if ('id' in sent) void protectStorage()
    return sent
  },
})
