import { useLingui } from '@lingui/react/macro'
import { Suspense, useRef, useState } from 'react'
import { useTheme } from '../../platform/theme.ts'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { lateOverlay } from '../../ui/late-part.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { useOwnName } from './account.query.ts'
import styles from './account-button.module.css'

const menu = () => import('./account-menu.tsx')
const AccountMenu = lateOverlay(async () => (await menu()).AccountMenu)

/** Who one is here, and a menu behind it. */
export function AccountButton({ onSettings, onSignOut }: { onSettings: () => void; onSignOut: () => void }) {
  const { id, handle } = useSession().account.user
  const name = useOwnName()
  const { t } = useLingui()
  const theme = useTheme()
  const trigger = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        ref={trigger}
        type="button"
        className={styles.button}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={menu}
        onFocus={menu}
        onClick={() => setOpen(true)}
      >
        <VisuallyHidden>{t`Account`}</VisuallyHidden>
        <Avatar name={name} seed={id} size={32} />
      </button>
      {open ? (
        <Suspense>
          <AccountMenu
            name={name}
            handle={handle}
            theme={theme}
            trigger={trigger}
            onClose={() => setOpen(false)}
            onSettings={onSettings}
            onSignOut={onSignOut}
          />
        </Suspense>
      ) : (
        <Tooltip target={trigger} text={t`Account`} />
      )}
    </>
  )
}
