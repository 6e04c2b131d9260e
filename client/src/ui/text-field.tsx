import { CircleAlert } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './text-field.module.css'

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'children'> {
  label: string
  /** what it is for, or what it takes */
  hint?: ReactNode
  /** in place of the hint */
  error?: string
  /** inside, behind the text */
  end?: ReactNode
}

/** One line of text with its label. Its error is told with the field (`aria-describedby`), not by colour alone. */
export function TextField({ label, hint, error, end, className, ...input }: TextFieldProps) {
  const id = useId()
  const says = error ?? hint
  return (
    <div className={classNames(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <span className={styles.box} data-invalid={error !== undefined || undefined}>
        <input
          {...input}
          id={id}
          className={styles.input}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={says ? `${id}-says` : undefined}
        />
        {end}
      </span>
      {says && (
        <span id={`${id}-says`} className={styles.says} data-invalid={error !== undefined || undefined}>
          {error !== undefined && <CircleAlert size={15} strokeWidth={2} aria-hidden="true" />}
          <span>{says}</span>
        </span>
      )}
    </div>
  )
}
