import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import styles from './toast-region.module.css'
import { hideToast, type Toast, useToast } from './toasts.ts'

/** Long enough to read and to reach for the button. */
const SHOWN_MS = 6000

/** Once a page. The region is always there, so that screen readers notice what comes into it. */
export function ToastRegion() {
  const { t } = useLingui()
  const toast = useToast((state) => state.toast)
  return (
    <div role="status" className={styles.region} aria-label={t`Notifications`}>
      {toast && <ToastCard key={toast.id} toast={toast} />}
    </div>
  )
}

function ToastCard({ toast: { id, text, action } }: { toast: Toast }) {
  const [held, setHeld] = useState(false)

  useEffect(() => {
    if (held) return
    const timer = setTimeout(hideToast, SHOWN_MS, id)
    return () => clearTimeout(timer)
  }, [held, id])

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      className={styles.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={styles.text}>{text}</span>
      {action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            hideToast(id)
            action.onPress()
          }}
        >
          {action.label}
        </button>
      )}
    </div>
  )
}
