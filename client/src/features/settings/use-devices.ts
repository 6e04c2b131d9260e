import { useCallback, useEffect, useState } from 'react'
import type { Device } from '#protocol/http.ts'
import { useSession } from '../../session/session.ts'
import { useStatus } from '../../session/status.ts'

export interface Devices {
  /** this one first, then by last use; `undefined` where the server was never asked */
  list: Device[] | undefined
  /** what is shown may be old: the server is being asked, or it can't be */
  state: 'fresh' | 'asking' | 'away'
  /** Whether all of them are signed out now. */
  signOut(ids: readonly string[]): Promise<boolean>
}

/** The devices of this account, as the server told last. */
export function useDevices(): Devices {
  const { account, database, devices } = useSession()
  const connection = useStatus((status) => status.connection.state)
  const isLive = connection === 'live' || connection === 'syncing'
  // Just opened, or down for a moment: that is not news.
  const isAway = !isLive && connection !== 'connecting'
  const key = `${database.name}:devices`
  const [list, setList] = useState<Device[] | undefined>(() => remembered(key))
  const [state, setState] = useState<Devices['state']>('asking')

  const ask = useCallback(async () => {
    const answer = await devices.list()
    if ('failed' in answer) return setState('away')
    setState('fresh')
    setList(answer.devices)
    try {
      localStorage.setItem(key, JSON.stringify(answer.devices))
    } catch {
      // A full disk: the list is asked for again.
    }
  }, [devices, key])

  useEffect(() => {
    if (isLive) void ask()
    else setState(isAway ? 'away' : 'asking')
  }, [isLive, isAway, ask])

  const own = account.device.id
  return {
    list: list?.toSorted((a, b) => Number(b.id === own) - Number(a.id === own) || b.seen - a.seen),
    state,
    async signOut(ids) {
      const answers = await Promise.all(ids.map((id) => devices.revoke(id)))
      await ask()
      return !answers.some((answer) => 'failed' in answer)
    },
  }
}

function remembered(key: string): Device[] | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(kept) ? (kept as Device[]) : undefined
  } catch {
    return undefined
  }
}
