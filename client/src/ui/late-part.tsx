/** Parts that are loaded when they are asked for, and what stands there until one comes that is not on this device yet. */
import { Trans } from '@lingui/react/macro'
import { type ComponentType, lazy, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { Button } from './button.tsx'
import styles from './late-part.module.css'
import { type Part, usePart } from './part.ts'

/**
 * As `lazy`, but that it can't be loaded now breaks nothing: it says so, and comes by itself.
 * @param leave what lies over everything is waited for in a dialog, and this is how one stops waiting
 */
export function latePart<P extends object>(load: Part<P>['load'], leave?: (props: P) => void): ComponentType<P> {
  const part: Part<P> = { load }
  const awaited = (props: P) => <Awaited part={part} props={props} onLeave={leave && (() => leave(props))} />
  return lazy(async () => ({ default: await load().catch(() => awaited) }))
}

/** What lies over everything and can be closed. */
export const lateOverlay = <P extends { onClose: () => void }>(load: Part<P>['load']): ComponentType<P> =>
  latePart(load, ({ onClose }) => onClose())

interface AwaitedProps<P> {
  part: Part<P>
  props: P
  onLeave: (() => void) | undefined
}

function Awaited<P extends object>({ part, props, onLeave }: AwaitedProps<P>) {
  const Loaded = usePart(part)
  const [isShown, setShown] = useState(Loaded !== undefined)
  // One drawing later: by then the dialog has given the focus back to where it was, from where the part takes it.
  useEffect(() => setShown(Loaded !== undefined), [Loaded])
  if (Loaded) return isShown && <Loaded {...props} />
  return onLeave ? <WaitingDialog onClose={onLeave} /> : <NotYet />
}

function NotYet({ titleId }: { titleId?: string }) {
  return (
    <div role="status" className={styles.part}>
      <p id={titleId} className={styles.title}>
        <Trans>This part isn't on this device yet</Trans>
      </p>
      <p className={styles.text}>
        <Trans>It opens by itself as soon as the server can be reached.</Trans>
      </p>
    </div>
  )
}

/** The browser's own: the others are what can't be loaded. */
function WaitingDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={title}
      className={styles.dialog}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <NotYet titleId={title} />
      <Button onClick={onClose}>
        <Trans>Close</Trans>
      </Button>
    </dialog>
  )
}
