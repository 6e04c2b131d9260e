import { useLingui } from '@lingui/react/macro'
import { Search } from 'lucide-react'
import type { KeyboardEvent, Ref } from 'react'
import styles from './search-field.module.css'

/** Where one types what to look for; what is found is shown elsewhere. */
export function SearchField({
  text,
  onText,
  onKeyDown,
  large,
  ref,
}: {
  text: string
  onText: (text: string) => void
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
  large?: boolean
  ref?: Ref<HTMLInputElement>
}) {
  const { t } = useLingui()
  return (
    <div className={styles.field} data-large={large || undefined}>
      <Search className={styles.lens} size={17} strokeWidth={1.9} aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        className={styles.input}
        aria-label={t`Search`}
        aria-keyshortcuts="Control+Shift+F"
        placeholder={t`Search`}
        value={text}
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        onChange={({ target }) => onText(target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  )
}
