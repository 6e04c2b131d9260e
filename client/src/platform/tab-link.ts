/** What the tabs of one account tell each other. A hint, never the truth: that is in the database. */
import type { EngineStatus } from '#engine/driver.ts'

type Note = { tell: EngineStatus } | { ask: 'status' | 'wake' }

export interface TabLink {
  /** The leader: how it stands. */
  tell(status: EngineStatus): void
  /** Followers: the leader shall try now. */
  askToWake(): void
  close(): void
}

export function linkTabs(
  name: string,
  on: { told: (status: EngineStatus) => void; asked: (what: 'status' | 'wake') => void },
): TabLink {
  const channel = new BroadcastChannel(name)
  const say = (note: Note) => channel.postMessage(note)
  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    if ('tell' in data) on.told(data.tell)
    else on.asked(data.ask)
  }
  say({ ask: 'status' })
  return {
    tell: (status) => say({ tell: status }),
    askToWake: () => say({ ask: 'wake' }),
    close: () => channel.close(),
  }
}
