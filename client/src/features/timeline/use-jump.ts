// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { useCallback, useRef } from 'react'
import type { OpId } from '#protocol/ids.ts'
import { showToast } from '../../ui/toasts.ts'
import type { useSeek } from './use-originals.ts'

/** Whoever waits longer is told what for. */
const PATIENCE_MS = 600

/** To a message, fetched first where this device lacks it; says so where it can't be had. */
export function useJump(seek: ReturnType<typeof useSeek>, onFound: (message: OpId) => void): (message: OpId) => void {
  const found = useRef(onFound)
  found.current = onFound
  const wanted = useRef<OpId>(undefined)
  return useCallback(
    (message) => {
      wanted.current = message
      const timer = setTimeout(() => showToast({ text: t`Looking for the message…` }), PATIENCE_MS)
      const looked = seek(message).catch(() => 'unread' as const)
      void looked.then((sought) => {
        clearTimeout(timer)
        if (wanted.current !== message) return
        if (sought === 'here') found.current(message)
        else if (sought === 'left') return
        else if (sought === 'away') showToast({ text: t`That message loads when you're back online` })
        else showToast({ text: t`That message can't be seen from here` })
      })
    },
    [seek],
  )
}
