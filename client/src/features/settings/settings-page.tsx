import { useLingui } from '@lingui/react/macro'
import { ChevronLeft, CircleUser, HardDrive, Info, KeyRound, MonitorSmartphone, Palette } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProductName } from '../../ui/product-name.tsx'
import { AboutSection } from './about-section.tsx'
import { AccountSection } from './account-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import styles from './settings.module.css'
import { StorageSection } from './storage-section.tsx'

export interface SettingsPageProps {
  /** as in the address; absent: the list, and where there is room the first section beside it */
  section: string | undefined
  hrefOf: (section: string) => string
  onBack: () => void
  onList: () => void
  onSignOut: () => void
  onExport: () => void
  onOutbox: () => void
  /** asks the browser to keep what is stored here; absent where it does already or can't */
  onProtect: (() => void) | undefined
}

export function SettingsPage(props: SettingsPageProps) {
  const { t } = useLingui()
  const sections = [
    { id: 'profile', title: t`Profile`, icon: CircleUser },
    { id: 'account', title: t`Account`, icon: KeyRound },
    { id: 'devices', title: t`Devices`, icon: MonitorSmartphone },
    { id: 'appearance', title: t`Appearance`, icon: Palette },
    { id: 'storage', title: t`Storage & data`, icon: HardDrive },
    { id: 'about', title: t`About`, icon: Info },
  ] as const
  const shown = sections.find(({ id }) => id === props.section)
  const current = shown ?? sections[0]
  const heading = useRef<HTMLHeadingElement>(null)
  const nav = useRef<HTMLElement>(null)

  // The section's name: what it is drawn from is made anew with each drawing, and would take the focus from a field.
  const at = shown?.id
  useEffect(() => {
    if (at) heading.current?.focus()
    else nav.current?.querySelector('a')?.focus()
  }, [at])

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const links = [...event.currentTarget.querySelectorAll('a')]
    const at = links.indexOf(document.activeElement as HTMLAnchorElement)
    if (step === 0 || at < 0) return
    event.preventDefault()
    links[at + step]?.focus()
  }

  return (
    <main className={styles.page} aria-label={t`Settings`} data-at={shown ? 'section' : 'list'}>
      {/* The list has the heading of the page, and is not there in a narrow window. */}
      <ProductName />
      <header className={styles.head}>
        <IconButton
          icon={ChevronLeft}
          name={shown ? t`Back` : t`Back to conversations`}
          onClick={shown ? props.onList : props.onBack}
        />
        <span className={styles.title}>{t`Settings`}</span>
      </header>
      <div className={styles.body}>
        <nav ref={nav} className={styles.nav} aria-label={t`Settings`} onKeyDown={onKeyDown}>
          <ul className={styles.list}>
            {sections.map(({ id, title, icon: Glyph }) => (
              <li key={id}>
                <Link
                  href={props.hrefOf(id)}
                  className={styles.link}
                  aria-current={id === current.id && shown ? 'page' : undefined}
                >
                  <Glyph size={19} strokeWidth={1.8} aria-hidden="true" />
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.section}>
          <h2 ref={heading} className={styles.heading} tabIndex={-1}>
            {current.title}
          </h2>
          <Section {...props} at={current.id} />
        </div>
      </div>
    </main>
  )
}

function Section({
  at,
  ...props
}: SettingsPageProps & { at: 'profile' | 'account' | 'devices' | 'appearance' | 'storage' | 'about' }) {
  switch (at) {
    case 'profile':
      return <ProfileSection />
    case 'account':
      return <AccountSection onSignOut={props.onSignOut} />
    case 'devices':
      return <DevicesSection />
    case 'appearance':
      return <AppearanceSection />
    case 'storage':
      return <StorageSection onExport={props.onExport} onOutbox={props.onOutbox} onProtect={props.onProtect} />
    case 'about':
      return <AboutSection />
  }
}
