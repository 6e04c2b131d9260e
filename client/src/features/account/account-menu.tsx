import { useLingui } from '@lingui/react/macro'
import { LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react'
import type { RefObject } from 'react'
import { setTheme, type Theme } from '../../platform/theme.ts'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/menu.tsx'
import styles from './account-menu.module.css'

export function AccountMenu({
  name,
  handle,
  theme,
  trigger,
  onClose,
  onSettings,
  onSignOut,
}: {
  name: string
  handle: string
  theme: Theme
  trigger: RefObject<Element | null>
  onClose: () => void
  onSettings: () => void
  onSignOut: () => void
}) {
  const { t } = useLingui()
  return (
    <Menu
      name={t`Account`}
      trigger={trigger}
      onClose={onClose}
      head={
        <div className={styles.who}>
          <bdi className={styles.name}>{name}</bdi>
          <bdi className={styles.handle}>@{handle}</bdi>
        </div>
      }
    >
      <MenuChoice
        title={t`Theme`}
        value={theme}
        options={[
          { value: 'system', label: t`System`, icon: Monitor },
          { value: 'light', label: t`Light`, icon: Sun },
          { value: 'dark', label: t`Dark`, icon: Moon },
        ]}
        onChange={setTheme}
      />
      <MenuSeparator />
      <MenuItem icon={Settings} onAction={onSettings}>
        {t`Settings`}
      </MenuItem>
      <MenuItem icon={LogOut} onAction={onSignOut}>
        {t`Sign out`}
      </MenuItem>
    </Menu>
  )
}
