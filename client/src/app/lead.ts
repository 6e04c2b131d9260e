/** Leading: the engine of the one tab that speaks with the server, begun and ended with the lead. */
import type { Engine, EngineStatus, Notice } from '#engine/driver.ts'
import type { Clock } from '#engine/ports.ts'
import type { Typing } from '#protocol/session.ts'

/** Between two tries to lead: the database cannot be written now, or another tab's term fenced this one off. */
const AGAIN_MS = 2_000

export interface Lead {
  /** This tab leads from now on; gives back how to stop. */
  begin(): () => void
  /** Absent in a follower. */
  status(): EngineStatus | undefined
  wake(): void
  /** Told to the others, where this tab leads and is connected. */
  typing(notice: Typing): void
  /** The database was made anew: an engine that knows the old one begins again. */
  restart(): void
}

export interface LeadSettings {
  clock: Clock
  /** Under a new term; nothing where the database can't be written now. May fail: the engine's code is loaded late. */
  startEngine: () => Promise<Engine | undefined>
  tell: (status: EngineStatus) => void
  /** What passes without touching the disk. */
  hear: (notice: Notice) => void
}

export function createLead({ clock, startEngine, tell, hear }: LeadSettings): Lead {
  let engine: Engine | undefined
  let status: EngineStatus | undefined
  let restart = () => {}

  function begin(): () => void {
    let leads = true
    let cancel = () => {}
    let attempt = 0

    async function start(): Promise<void> {
      attempt += 1
      const own = attempt
      const started = await startEngine().catch(() => undefined)
      if (!leads || own !== attempt) return started?.stop()
      if (!started) return startAgain()
      engine = started
      started.onNotice((notice) => leads && own === attempt && hear(notice))
      started.subscribe((news) => {
        if (!leads || own !== attempt) return
        if (news.stopped) return startAgain()
        status = news
        tell(news)
      })
    }

    /** The lock is still held, so nobody else leads for long. */
    function startAgain(): void {
      attempt += 1
      engine = undefined
      cancel()
      cancel = clock.after(AGAIN_MS, () => void start())
    }

    restart = () => {
      const old = engine
      startAgain()
      old?.stop()
    }

    void start()
    return () => {
      leads = false
      restart = () => {}
      cancel()
      engine?.stop()
      engine = undefined
      status = undefined
    }
  }

  return {
    begin,
    status: () => status,
    wake: () => engine?.wake(),
    typing: (notice) => engine?.typing(notice),
    restart: () => restart(),
  }
}
