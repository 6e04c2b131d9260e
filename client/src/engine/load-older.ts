/** Scrolling back beyond what this device holds. */
import type { ConversationId } from '#protocol/ids.ts'
import { type Clock, hasFailed, type Store, type Transport } from './ports.ts'
import type { EngineSettings } from './settings.ts'
import { pageOf } from './upkeep.ts'

/** `start`: nothing older may be seen. `unreachable`: neither the server nor what it said could be had now. */
export type Loaded = 'loaded' | 'start' | 'unreachable'

export async function loadOlder(
  { store, transport, clock }: { store: Store; transport: Transport; clock: Pick<Clock, 'now'> },
  {
    term,
    conversation,
    settings,
  }: { term: number; conversation: ConversationId; settings: Pick<EngineSettings, 'historyPage' | 'peoplePage'> },
): Promise<Loaded> {
  const found = await store.conversation(conversation)
  if (hasFailed(found)) return 'unreachable'
  if (!found.row) return 'start'
  const { held, head, spans } = found.row
  const before = held.at(-1)?.[0] ?? head + 1
  const first = spans[0]?.[0] ?? 1
  if (before <= first) return 'start'
  const page = pageOf(await transport.history(conversation, before, settings.historyPage))
  if (!page) return 'unreachable'
  const applied = await store.applyHistory(term, { conversation, before, page }, clock.now())
  if (hasFailed(applied)) return 'unreachable'
  void nameStrangers({ store, transport }, { term, limit: settings.peoplePage })
  return page.events.length === 0 ? 'start' : 'loaded'
}

/** Older events may be of people whom nothing newer told of. Where nobody answers, they are asked for once rows come in. */
async function nameStrangers(
  { store, transport }: { store: Store; transport: Transport },
  { term, limit }: { term: number; limit: number },
): Promise<void> {
  const found = await store.strangers(limit)
  if (hasFailed(found) || found.handles.length === 0) return
  const answer = await transport.users(found.handles)
  if (!('failed' in answer)) await store.applyUsers(term, answer.users, found.handles)
}
