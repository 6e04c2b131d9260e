import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useRef, useState } from 'react'
import { useSession } from '../../session/session.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './account-button.module.css'
import { useTheme } from './theme.ts'

const menu = () => import('./account-menu.tsx')
const AccountMenu = lazy(async () => ({ default: (await menu()).AccountMenu }))

/** Who one is here, and a menu behind it. */
export function AccountButton({ onSignOut }: { onSignOut: () => void }) {
  const { user } = useSession().account
  return <AccountButtonView id={user.id} name={user.name} handle={user.handle} onSignOut={onSignOut} />
}

export function AccountButtonView({
  id,
  name,
  handle,
  onSignOut,
}: {
  id: string
  name: string
  handle: string
  onSignOut: () => void
}) {
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
            onSignOut={onSignOut}
          />
        </Suspense>
      ) : (
        <Tooltip target={trigger} text={t`Account`} />
      )}
    </>
  )
}
