import { Trans } from '@lingui/react/macro'
import { type StorageStatus, useStatus } from '../../session/status.ts'
import type { Trouble } from './box.ts'
import styles from './composer.module.css'

export interface TroubleNoteProps {
  trouble: Trouble
  onTryAgain: () => void
  onManageStorage: () => void
}

/** Why a message could not be kept, and what one can do. */
export function TroubleNote({ trouble, onTryAgain, onManageStorage }: TroubleNoteProps) {
  const storage = useStatus((status) => status.storage)
  const reload = trouble !== 'full' && (storage === 'cleared' || storage === 'updated-elsewhere')
  return (
    <div className={styles.trouble}>
      <span role="alert" className={styles.troubleText}>
        <TroubleText trouble={trouble} storage={storage} />
      </span>
      <span className={styles.actions}>
        {reload ? (
          <button type="button" className={styles.action} onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </button>
        ) : (
          (trouble === 'not-saved' || trouble === 'full') && (
            <button type="button" className={styles.action} onClick={onTryAgain}>
              <Trans>Try again</Trans>
            </button>
          )
        )}
        {trouble === 'full' && (
          <button type="button" className={styles.action} onClick={onManageStorage}>
            <Trans>Manage storage</Trans>
          </button>
        )}
      </span>
    </div>
  )
}

function TroubleText({ trouble, storage }: { trouble: Trouble; storage: StorageStatus }) {
  switch (trouble) {
    case 'full':
      return <Trans>This device is out of space. Your text is still in the box.</Trans>
    case 'too-large':
      return <Trans>This is longer than the server allows. Your text is still here.</Trans>
    case 'not-put':
      return <Trans>That's far longer than a message can be. Nothing was added.</Trans>
    case 'malformed':
      return <Trans>Some of these characters can't be sent. Your text is still here.</Trans>
    case 'not-saved':
      if (storage === 'cleared')
        return <Trans>This browser removed the messages kept on this device. Your text is still here.</Trans>
      if (storage === 'updated-elsewhere') return <Trans>Updated in another tab. Your text is still here.</Trans>
      return <Trans>Couldn't save on this device. Your text is still here.</Trans>
  }
}
