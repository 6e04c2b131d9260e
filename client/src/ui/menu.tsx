/** Overlays are loaded on demand: import this from a part that is itself loaded lazily. */
import './pressable-style.ts'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { Header } from 'react-aria-components/Header'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Separator,
} from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { Sheet } from './dialog.tsx'
import styles from './menu.module.css'
import { useMedia } from './use-media.ts'

/**
 * Open for as long as it is mounted: beside its trigger, in narrow windows a sheet from below. Gives the focus back when
 * it goes.
 */
export function Menu({
  name,
  trigger,
  onClose,
  place = 'bottom end',
  head,
  children,
}: {
  /** its accessible name */
  name: string
  trigger: RefObject<Element | null>
  onClose: () => void
  place?: 'bottom end' | 'bottom start' | 'top end' | 'top start' | 'end' | 'start'
  /** above the items, not one of them */
  head?: ReactNode
  children: ReactNode
}) {
  const isNarrow = useMedia('(max-width: 699px)')
  const content = (
    <>
      {head}
      <AriaMenu
        className={styles.menu}
        data-sheet={isNarrow || undefined}
        aria-label={name}
        autoFocus="first"
        onClose={onClose}
        shouldFocusWrap
      >
        {children}
      </AriaMenu>
    </>
  )
  if (isNarrow)
    return (
      <Sheet name={name} onClose={onClose}>
        {content}
      </Sheet>
    )
  return (
    <Popover
      className={styles.popover}
      triggerRef={trigger}
      isOpen
      placement={place}
      offset={6}
      onOpenChange={(open) => open || onClose()}
      aria-label={name}
    >
      {content}
    </Popover>
  )
}

export function MenuItem({
  icon: Glyph,
  tone = 'plain',
  onAction,
  children,
}: {
  icon?: LucideIcon
  tone?: 'plain' | 'danger'
  onAction: () => void
  children: string
}) {
  return (
    <AriaMenuItem className={styles.item} data-tone={tone} onAction={onAction} textValue={children}>
      {Glyph && <Glyph size={18} strokeWidth={1.8} aria-hidden="true" />}
      <span className={styles.label}>{children}</span>
    </AriaMenuItem>
  )
}

/** One of several, of which one is chosen. */
export function MenuChoice<Value extends string>({
  title,
  value,
  options,
  onChange,
}: {
  title: string
  value: Value
  options: { value: Value; label: string; icon: LucideIcon }[]
  onChange: (value: Value) => void
}) {
  return (
    <AriaMenuSection
      className={styles.section}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys
        const chosen = options.find((option) => option.value === key)
        if (chosen) onChange(chosen.value)
      }}
      shouldCloseOnSelect={false}
    >
      <Header className={styles.heading}>{title}</Header>
      {options.map(({ value, label, icon: Glyph }) => (
        <AriaMenuItem key={value} id={value} className={styles.item} textValue={label}>
          <Glyph size={18} strokeWidth={1.8} aria-hidden="true" />
          <span className={styles.label}>{label}</span>
          <span className={styles.chosen} aria-hidden="true" />
        </AriaMenuItem>
      ))}
    </AriaMenuSection>
  )
}

export function MenuSeparator() {
  return <Separator className={styles.separator} />
}
