/** What the tabs of one account tell each other. A hint, never the truth: that is in the database. */
import type { EngineStatus } from '#engine/driver.ts'
import type { Typing } from '#protocol/session.ts'
import type { Company } from '../session/company.ts'

type Note =
  | { tell: EngineStatus }
  | { company: Company }
  | { typing: Typing }
  | { ask: 'status' | 'wake' }
  | { cleared: true }

export interface TabLink {
  /** The leader: how it stands. */
  tell(status: EngineStatus): void
  /** The leader: who is here and who types. */
  tellCompany(company: Company): void
  /** Followers: the leader shall try now. */
  askToWake(): void
  /** The database was made anew here: what the others know of it is no more. */
  tellCleared(): void
  /** Followers: the leader shall tell the others. */
  typing(notice: Typing): void
  close(): void
}

export interface TabListener {
  told: (status: EngineStatus) => void
  toldCompany: (company: Company) => void
  typed: (notice: Typing) => void
  asked: (what: 'status' | 'wake') => void
  cleared: () => void
}

export function linkTabs(name: string, on: TabListener): TabLink {
  const channel = new BroadcastChannel(name)
  let isClosed = false
  /** What is taken down with the account still says that nobody types any more: nobody is there to hear it. */
  const say = (note: Note) => {
    if (!isClosed) channel.postMessage(note)
  }
  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    if ('tell' in data) on.told(data.tell)
    else if ('company' in data) on.toldCompany(data.company)
    else if ('typing' in data) on.typed(data.typing)
    else if ('cleared' in data) on.cleared()
    else on.asked(data.ask)
  }
  say({ ask: 'status' })
  return {
    tell: (status) => say({ tell: status }),
    tellCompany: (company) => say({ company }),
    tellCleared: () => say({ cleared: true }),
    askToWake: () => say({ ask: 'wake' }),
    typing: (typing) => say({ typing }),
    close() {
      isClosed = true
      channel.close()
    },
  }
}
