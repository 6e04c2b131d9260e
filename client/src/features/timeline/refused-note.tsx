import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { actionsFor, type RefusalAction, RefusalText } from '../../words/refusal.tsx'
import styles from './message.module.css'
import type { MessageRowProps } from './message-row.tsx'

/** Below a refused message: why, and what can be done about it. */
export function RefusedNote({ id, item, inGroup, peer, limit, actions }: MessageRowProps & { id: string }) {
  const refused = { reason: item.reason ?? 'invalid', what: 'message', place: inGroup ? 'group' : 'direct' } as const
  const press: Record<RefusalAction, (trigger: HTMLElement) => void> = {
    'try-again': () => actions.tryAgain(item),
    edit: () => actions.edit(item),
    copy: () => actions.copy(item),
    delete: (trigger) => actions.askDelete(item, trigger),
    dismiss: () => actions.dismiss(item),
  }
  return (
    <div className={styles.refused}>
      <span id={id} className={styles.why}>
        <RefusalText {...refused} name={peer?.name} handle={peer?.handle} text={item.line.text} limit={limit} />
      </span>
      <span className={styles.actions}>
        {actionsFor(refused).map((action) => (
          <button
            key={action}
            type="button"
            className={styles.action}
            onClick={(event) => press[action](event.currentTarget)}
          >
            {actionWords[action]}
          </button>
        ))}
      </span>
    </div>
  )
}

const actionWords: Record<RefusalAction, ReactNode> = {
  'try-again': <Trans>Try again</Trans>,
  edit: <Trans>Edit</Trans>,
  copy: <Trans>Copy text</Trans>,
  delete: <Trans>Delete</Trans>,
  dismiss: <Trans>Dismiss</Trans>,
}
