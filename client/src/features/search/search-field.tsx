import { useLingui } from '@lingui/react/macro'
import { Search } from 'lucide-react'
import type { Ref } from 'react'
import { classNames } from '../../ui/class-names.ts'
import field from '../../ui/search-field.module.css'
import styles from './search-field.module.css'

/** Where one types what to look for; what is found is shown elsewhere. */
export function SearchField({
  text,
  onText,
  large,
  ref,
}: {
  text: string
  onText: (text: string) => void
  large?: boolean
  ref?: Ref<HTMLInputElement>
}) {
  const { t } = useLingui()
  return (
    <div className={classNames(field.field, styles.field)} data-large={large || undefined}>
      <Search className={field.lens} size={17} strokeWidth={1.9} aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        className={field.input}
        aria-label={t`Search`}
        aria-keyshortcuts="Control+Shift+F"
        placeholder={t`Search`}
        value={text}
        enterKeyHint="search"
        autoComplete="off"
        autoCapitalize="none"
        onChange={({ target }) => onText(target.value)}
      />
    </div>
  )
}
