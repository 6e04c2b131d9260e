import { useLingui } from '@lingui/react/macro'
import { dayLabel } from './day-label.ts'

/** Days as the separators name them. */
export function useDayWords(today: number) {
  const { t } = useLingui()
  return {
    /** `Today`, `Yesterday`, `Saturday`, `Sunday 16 November` */
    day(at: number): string {
      const label = dayLabel(at, today)
      if (label.kind === 'today') return t`Today`
      return label.kind === 'yesterday' ? t`Yesterday` : label.text
    },
    /** `Waiting since yesterday` */
    waitingSince(at: number): string {
      const label = dayLabel(at, today)
      if (label.kind === 'today' || label.kind === 'yesterday') return t`Waiting since yesterday`
      return t`Waiting since ${label.text}`
    },
  }
}
