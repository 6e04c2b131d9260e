import { Trans } from '@lingui/react/macro'
import { nearTime } from '../../ui/dates.ts'
import { useToday } from '../../ui/use-today.ts'
import { TypingWords } from '../../words/typing-words.tsx'
import type { CompanyOf } from './company.ts'
import styles from './conversation-header.module.css'

/** Who is here, who types, or when somebody was here for the last time, below the title. */
export function CompanyLine({ company }: { company: CompanyOf }) {
  switch (company.is) {
    case 'typing':
      return (
        <span className={styles.typing}>
          <TypingWords names={company.names} />
        </span>
      )
    case 'online':
      return <Trans>online</Trans>
    case 'seen':
      return <Seen at={company.at} />
    case 'seen-before':
      return <SeenBefore at={company.at} />
  }
}

function Seen({ at }: { at: number }) {
  const time = useTimeOfDay(at)
  return <Trans>last seen {time}</Trans>
}

/** As much as can be said without the server, which is asked what came after. */
function SeenBefore({ at }: { at: number }) {
  const time = useTimeOfDay(at)
  return <Trans>last seen before {time}</Trans>
}

/** `12:49`, and the day where it is not today's. */
function useTimeOfDay(at: number): string {
  return nearTime(at, useToday())
}
