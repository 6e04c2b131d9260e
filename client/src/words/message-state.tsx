import { useLingui } from '@lingui/react/macro'
import type { MessageState } from '#engine/model.ts'
import type { Glyph } from '../ui/state-glyph.tsx'

export const glyphOf: Record<MessageState, Glyph> = {
  queued: 'waiting',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'not-sent',
  paused: 'paused',
}

/** The state as it is read aloud. */
export function useStateWords(): Record<MessageState, string> {
  const { t } = useLingui()
  return {
    queued: t`waiting to send`,
    sending: t`sending`,
    sent: t`sent`,
    delivered: t`delivered`,
    read: t`read`,
    failed: t`not sent`,
    paused: t`paused`,
  }
}
