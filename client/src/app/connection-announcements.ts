import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef } from 'react'
import { useSession } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import { useLive } from '../session/use-live.ts'
import { waitingCount } from '../store/outbox-queries.ts'
import { showToast } from '../ui/toasts.ts'
import { announce } from './announcer.tsx'
import { connectionNews, type Told } from './connection-news.ts'

/** Says what the connection is up to: once aloud, and softly on screen when waiting messages have gone. */
export function ConnectionNews(): null {
  const { t } = useLingui()
  const { database } = useSession()
  const connection = useStatus((status) => status.connection)
  const { waiting, refused } = useLive(() => waitingCount(database), [database]) ?? {}
  const told = useRef<Told>({})

  useEffect(() => {
    if (waiting === undefined || refused === undefined) return
    const [next, news] = connectionNews(told.current, connection, { waiting, refused })
    told.current = next
    switch (news?.say) {
      case 'offline':
        return announce(t`You're offline. Messages will send later.`)
      case 'unreachable':
        return announce(t`Can't reach the server. Messages will send later.`)
      case 'back': {
        const sent = plural(news.sent, { one: 'Sent # waiting message.', other: 'Sent # waiting messages.' })
        if (news.sent === 0) announce(t`Back online.`)
        else showToast({ text: t`Back online. ${sent}` })
        return
      }
      case 'signed-out':
        return announce(t`Signed out on this device.`, 'assertive')
      case 'upgrade-required':
        return announce(t`Update the app to send.`, 'assertive')
    }
  }, [connection, waiting, refused, t])
  return null
}
