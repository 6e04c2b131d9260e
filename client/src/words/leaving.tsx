/** Loaded on demand: what dialogs share that remove everything from this device. */
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { AlertDialog } from '../ui/dialog.tsx'

export interface LeavingDialogProps {
  title: string
  onLeave: () => Promise<void>
  onClose: () => void
  /** the buttons, while there is a choice */
  foot: (leaving: { busy: boolean; leave: () => void }) => ReactNode
  children: ReactNode
}

/** Asks, and does it. What was begun has let go of all that a session needs: where it fails, the page begins anew. */
export function LeavingDialog({ title, onLeave, onClose, foot, children }: LeavingDialogProps) {
  const [state, setState] = useState<'asking' | 'leaving' | 'failed'>('asking')
  const hasFailed = state === 'failed'
  const reload = () => location.reload()

  async function leave() {
    setState('leaving')
    try {
      await onLeave()
    } catch (fault) {
      reportError(fault)
      setState('failed')
    }
  }

  return (
    <AlertDialog
      title={title}
      onClose={() => (hasFailed ? reload() : state === 'leaving' || onClose())}
      foot={
        hasFailed ? (
          <Button variant="primary" autoFocus onClick={reload}>
            <Trans>Reload</Trans>
          </Button>
        ) : (
          foot({ busy: state === 'leaving', leave: () => void leave() })
        )
      }
    >
      {hasFailed ? (
        <p role="alert">
          <Trans>That didn't work yet. Reload the app, and try again if you are still signed in.</Trans>
        </p>
      ) : (
        children
      )}
    </AlertDialog>
  )
}
