import { Trans, useLingui } from '@lingui/react/macro'
import { UserPlus } from 'lucide-react'
import type { Handle } from '#protocol/ids.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './empty-log.module.css'

/** Nothing was said yet. */
export function EmptyLog({
  title,
  seed,
  kind,
  unknown,
  onSayHello,
  onInvite,
}: {
  title: string
  seed: string
  kind: 'dm' | 'group' | 'self'
  /** of a group that one made oneself: who was to be in it and does not exist */
  unknown?: readonly Handle[] | undefined
  /** absent where nothing may be said */
  onSayHello?: (() => void) | undefined
  onInvite?: (() => void) | undefined
}) {
  const { t } = useLingui()
  const missing = unknown?.join(', ')
  return (
    <div className={styles.empty}>
      <Avatar name={title} seed={seed} kind={kind === 'dm' ? 'person' : kind} size={96} />
      <p className={styles.text}>
        {kind === 'dm' && <Trans>This is the start of your conversation with {title}.</Trans>}
        {kind === 'group' &&
          (unknown ? (
            <Trans>
              You made{' '}
              <b>
                <bdi>{title}</bdi>
              </b>
              . Invite people.
            </Trans>
          ) : (
            <Trans>This is the start of {title}.</Trans>
          ))}
        {kind === 'self' && <Trans>Notes, links and lists for yourself, on all your devices.</Trans>}
      </p>
      {missing && (
        <p className={styles.text}>
          <Trans>No one is called {missing} here</Trans>
        </p>
      )}
      {unknown && onInvite && (
        <Button onClick={onInvite}>
          <UserPlus size={18} strokeWidth={1.9} aria-hidden="true" />
          <Trans>Invite people</Trans>
        </Button>
      )}
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
