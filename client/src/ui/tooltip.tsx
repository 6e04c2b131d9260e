import { type RefObject, useEffect, useState } from 'react'
import styles from './tooltip.module.css'

const HOVER_MS = 500
const GAP = 8
const EDGE = 8

/** Centred below its target, or above where there is no room; never past the edge of the window. */
function place(tip: HTMLElement, target: HTMLElement): void {
  tip.showPopover?.()
  const at = target.getBoundingClientRect()
  const own = tip.getBoundingClientRect()
  const below = at.bottom + GAP + own.height <= innerHeight - EDGE
  const left = at.left + at.width / 2 - own.width / 2
  tip.style.top = `${below ? at.bottom + GAP : at.top - GAP - own.height}px`
  tip.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - own.width - EDGE))}px`
}

/**
 * Shows the name of a picture-only button to those who see: after half a second of hovering, or at once on keyboard
 * focus. Hidden from screen readers, which have the button's own name. Escape puts it away.
 */
export function Tooltip({
  target,
  text,
  shortcut,
}: {
  target: RefObject<HTMLElement | null>
  text: string
  shortcut?: string
}) {
  const [open, setOpen] = useState(false)

  useEffect(() => {
    const element = target.current
    if (!element) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const hide = () => {
      clearTimeout(timer)
      setOpen(false)
    }
    const hover = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return
      clearTimeout(timer)
      timer = setTimeout(() => setOpen(true), HOVER_MS)
    }
    const focus = () => element.matches(':focus-visible') && setOpen(true)
    const dismiss = (event: KeyboardEvent) => event.key === 'Escape' && hide()
    const listening = new AbortController()
    const { signal } = listening
    element.addEventListener('pointerenter', hover, { signal })
    element.addEventListener('pointerleave', hide, { signal })
    element.addEventListener('pointerdown', hide, { signal })
    element.addEventListener('click', hide, { signal })
    element.addEventListener('focus', focus, { signal })
    element.addEventListener('blur', hide, { signal })
    element.addEventListener('keydown', dismiss, { signal })
    return () => {
      clearTimeout(timer)
      listening.abort()
    }
  }, [target])

  if (!open) return null
  return (
    <div
      className={styles.tooltip}
      popover="manual"
      aria-hidden="true"
      ref={(tip) => {
        if (tip && target.current) place(tip, target.current)
      }}
    >
      {text}
      {shortcut && <kbd className={styles.key}>{shortcut.replaceAll('+', ' ')}</kbd>}
    </div>
  )
}
