import type { LucideIcon } from 'lucide-react'
import { type ComponentProps, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './icon-button.module.css'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  icon: LucideIcon
  /** its accessible name, and its tooltip */
  name: string
  /** shown in the tooltip: `Alt+N` */
  shortcut?: string
  variant?: 'quiet' | 'primary'
  shape?: 'rounded' | 'round'
  size?: 'small' | 'medium' | 'large'
}

/** A button that is a picture: 36 px to see, 44 px to touch. */
export function IconButton({
  icon: Glyph,
  name,
  shortcut,
  variant = 'quiet',
  shape = 'rounded',
  size = 'medium',
  className,
  type = 'button',
  ref,
  ...rest
}: IconButtonProps) {
  const own = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        {...rest}
        ref={(element) => {
          own.current = element
          if (typeof ref === 'function') return ref(element)
          if (ref) ref.current = element
        }}
        type={type}
        className={classNames(styles.button, className)}
        data-variant={variant}
        data-shape={shape}
        data-size={size}
        aria-label={name}
        aria-keyshortcuts={shortcut}
      >
        <Glyph aria-hidden="true" size={size === 'small' ? 18 : 20} strokeWidth={1.9} absoluteStrokeWidth />
      </button>
      <Tooltip target={own} text={name} shortcut={shortcut} />
    </>
  )
}
