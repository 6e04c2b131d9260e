import type { ComponentProps, ReactNode } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** `primary` once a screen; `danger` for what cannot be undone */
  variant?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 'medium' | 'large'
  /** as wide as its container */
  wide?: boolean
  /** Shown in place of the children while working; the button keeps its width and its focus, and does nothing. */
  busy?: ReactNode
  children: ReactNode
}

/** A native button. Both of its texts take part in its width, so it doesn't jump when it becomes busy. */
export function Button({
  variant = 'plain',
  size = 'medium',
  wide,
  busy,
  className,
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) {
  const working = busy !== undefined && busy !== false && busy !== null
  return (
    <button
      {...rest}
      // A busy submit button would send its form a second time.
      type={working ? 'button' : type}
      className={classNames(styles.button, className)}
      data-variant={variant}
      data-size={size}
      data-wide={wide || undefined}
      aria-disabled={working || rest['aria-disabled']}
      aria-busy={working || undefined}
      onClick={working ? undefined : onClick}
    >
      <span className={styles.label} data-hidden={working || undefined} aria-hidden={working || undefined}>
        {children}
      </span>
      {working && (
        <span className={styles.label}>
          <span className={styles.ring} aria-hidden="true" />
          {busy}
        </span>
      )}
    </button>
  )
}
