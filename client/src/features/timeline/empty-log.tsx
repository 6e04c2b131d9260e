import { Trans, useLingui } from '@lingui/react/macro'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './empty-log.module.css'

/** Nothing was said yet. */
export function EmptyLog({
  title,
  seed,
  kind,
  onSayHello,
}: {
  title: string
  seed: string
  kind: 'dm' | 'group' | 'self'
  /** absent where nothing may be said */
  onSayHello?: () => void
}) {
  const { t } = useLingui()
  return (
    <div className={styles.empty}>
      <Avatar name={title} seed={seed} kind={kind === 'dm' ? 'person' : kind} size={96} />
      <p className={styles.text}>
        {kind === 'dm' && <Trans>This is the start of your conversation with {title}.</Trans>}
        {kind === 'group' && <Trans>This is the start of {title}.</Trans>}
        {kind === 'self' && <Trans>Notes, links and lists for yourself, on all your devices.</Trans>}
      </p>
      {kind === 'dm' && onSayHello && (
        <Button onClick={onSayHello} aria-label={t`Say hello`}>
          <span className={styles.wave} aria-hidden="true">
            👋
          </span>
          <Trans>Say hello</Trans>
        </Button>
      )}
    </div>
  )
}
