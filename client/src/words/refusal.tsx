/** Why something was refused, in words, and the one or two things that can sensibly be done about it. */
import { Plural, Trans } from '@lingui/react/macro'
import type { Reason } from '#protocol/rejection.ts'
import { roomFor } from './room.ts'

export type RefusalAction = 'try-again' | 'edit' | 'copy' | 'delete' | 'dismiss'

export interface Refused {
  reason: Reason
  /** what was refused: a message has a text to save, anything else can only be put away */
  what: 'message' | 'change' | 'join'
  place: 'direct' | 'group'
}

export function actionsFor({ reason, what }: Refused): RefusalAction[] {
  if (what !== 'message') return ['dismiss']
  switch (reason) {
    case 'no-such-conversation':
    case 'not-allowed':
    case 'no-such-user':
    case 'full':
      return ['copy', 'delete']
    case 'too-large':
      return ['edit', 'delete']
    case 'no-such-message':
      return ['dismiss']
    case 'invalid':
    case 'conflict':
      return ['try-again', 'copy', 'delete']
  }
}

export function RefusalText({
  reason,
  what,
  place,
  name,
  handle,
  text,
  limit,
}: Refused & {
  /** of the other in a direct conversation */
  name?: string
  handle?: string
  /** what was too long, and the bytes that were allowed */
  text?: string
  limit?: number
}) {
  switch (reason) {
    case 'no-such-conversation':
      if (what === 'join') return <Trans>This invite has expired. Ask for a new one.</Trans>
      return <Trans>You're no longer in this group</Trans>
    case 'not-allowed':
      if (place === 'direct')
        return (
          <Trans>
            <bdi>{name}</bdi> isn't taking messages from you
          </Trans>
        )
      return what === 'message' ? <Trans>You're no longer in this group</Trans> : <Trans>You may not change this</Trans>
    case 'no-such-user':
      return (
        <Trans>
          No one is called <bdi>{handle}</bdi> here
        </Trans>
      )
    case 'no-such-message':
      return <Trans>That message is gone. Nothing was changed</Trans>
    case 'full':
      return <Trans>This group is full</Trans>
    case 'too-large': {
      const room = text !== undefined && limit !== undefined ? roomFor(text, limit) : undefined
      if (room?.state !== 'over') return <Trans>Larger than this server allows</Trans>
      return <Plural value={room.excess} one="Too long by about # character" other="Too long by about # characters" />
    }
    case 'invalid':
    case 'conflict':
      if (what !== 'message') return <Trans>The server refused this change ({reason})</Trans>
      return <Trans>The server refused this message ({reason})</Trans>
  }
}
