import { useLingui } from '@lingui/react/macro'
import { longDate } from '../../ui/dates.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './log.module.css'
import { Separator } from './separator.tsx'

/** What lies above the oldest row that is here. */
export type TopState =
  /** older rows on this device */
  | { kind: 'here' }
  /** older ones are being fetched */
  | { kind: 'fetching' }
  /** the server has older ones, and can't be reached */
  | { kind: 'away' }
  /** nothing */
  | { kind: 'start'; at: number }

export const topHeight = (state: TopState): number => (state.kind === 'fetching' ? 176 : 56)

export function TopNote({ state }: { state: TopState }) {
  const { t } = useLingui()
  switch (state.kind) {
    case 'here':
      return null
    case 'away':
      return <TopLine text={t`Older messages load when you're back online`} />
    case 'start':
      return <TopLine text={t`${longDate(state.at)} · start of conversation`} />
    case 'fetching':
      return (
        <div className={styles.shimmer} aria-hidden="true">
          <Skeleton width="58%" height="36px" />
          <Skeleton width="42%" height="36px" />
          <Skeleton width="50%" height="56px" />
        </div>
      )
  }
}

const TopLine = ({ text }: { text: string }) => (
  <div className={styles.top}>
    <Separator name={text}>{text}</Separator>
  </div>
)
