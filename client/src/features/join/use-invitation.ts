import { useEffect, useState } from 'react'
import type { InviteView } from '#protocol/http.ts'
import type { Asked } from '../../session/session.ts'

export type Invitation =
  | { state: 'asking' }
  /** the server can't be asked now; it is as soon as it can */
  | { state: 'away' }
  | { state: 'ended' }
  | { state: 'open'; view: InviteView }

/** What a link leads to. Asked again when the connection is back. */
export function useInvitation(
  token: string,
  { look, offline }: { look: (token: string) => Promise<Asked<InviteView>>; offline: boolean },
): Invitation {
  const [invitation, setInvitation] = useState<Invitation>({ state: 'asking' })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a connection that is back is a reason to ask
  useEffect(() => {
    let isCurrent = true
    void look(token).then((answer) => {
      if (!isCurrent) return
      if ('missing' in answer) setInvitation({ state: 'ended' })
      else if ('failed' in answer) setInvitation((before) => (before.state === 'open' ? before : { state: 'away' }))
      else setInvitation({ state: 'open', view: answer })
    })
    return () => {
      isCurrent = false
    }
  }, [token, look, offline])

  return invitation
}
