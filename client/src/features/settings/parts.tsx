/** What settings are made of. */
import type { ReactNode } from 'react'
import { useId } from 'react'
import styles from './settings.module.css'

export function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      {title && <h3 className={styles.groupTitle}>{title}</h3>}
      {children}
    </section>
  )
}

/** Something about the device, and what can be done about it. */
export function Fact({ title, note, action }: { title: ReactNode; note?: ReactNode; action?: ReactNode }) {
  return (
    <div className={styles.fact}>
      <div className={styles.factWords}>
        <span>{title}</span>
        {note && <span className={styles.note}>{note}</span>}
      </div>
      {action}
    </div>
  )
}

export function Switch({
  label,
  note,
  on,
  onChange,
}: {
  label: string
  note?: ReactNode
  on: boolean
  onChange: (on: boolean) => void
}) {
  const id = useId()
  return (
    <label className={styles.fact}>
      <span className={styles.factWords}>
        <span id={id}>{label}</span>
        {note && (
          <span id={`${id}-note`} className={styles.note}>
            {note}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        className={styles.switch}
        aria-labelledby={id}
        aria-describedby={note ? `${id}-note` : undefined}
        checked={on}
        onChange={({ target }) => onChange(target.checked)}
      />
    </label>
  )
}

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}) {
  const name = useId()
  return (
    <div className={styles.choice}>
      <span id={name}>{label}</span>
      <div role="radiogroup" aria-labelledby={name} className={styles.options}>
        {options.map((option) => (
          <label key={option.value} className={styles.option}>
            <input
              type="radio"
              name={name}
              className={styles.radio}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </div>
  )
}
