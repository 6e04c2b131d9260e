import { useLingui } from '@lingui/react/macro'
import { useRef } from 'react'
import type { Handle } from '#protocol/ids.ts'
import { showToast } from '../../ui/toasts.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import type { MessageItem, Sender } from './message-row.tsx'
import styles from './reactions.module.css'

type Reaction = MessageItem['line']['reactions'][number]

/** Under a bubble: what others made of it, and oneself. */
export function Reactions({
  reactions,
  self,
  senderOf,
  reachable,
  onToggle,
}: {
  reactions: readonly Reaction[]
  self: Handle
  senderOf: (handle: Handle) => Sender
  /** Tab reaches them */
  reachable: boolean
  /** absent: they are only looked at */
  onToggle: ((emoji: string) => void) | undefined
}) {
  const { t } = useLingui()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={t`Reactions`} className={styles.reactions}>
      {reactions.map((reaction) => (
        <Chip
          key={reaction.emoji}
          reaction={reaction}
          who={reaction.by.map((handle) => (handle === self ? t`You` : senderOf(handle).name)).join(', ')}
          reachable={reachable}
          onToggle={onToggle}
        />
      ))}
    </div>
  )
}

function Chip({
  reaction: { emoji, by, own },
  who,
  reachable,
  onToggle,
}: {
  reaction: Reaction
  who: string
  reachable: boolean
  onToggle: ((emoji: string) => void) | undefined
}) {
  const { t } = useLingui()
  const chip = useRef<HTMLButtonElement>(null)
  const count = by.length
  return (
    <>
      <button
        ref={chip}
        type="button"
        className={styles.chip}
        aria-pressed={own}
        aria-label={own ? t`${emoji} ${count}, you reacted` : t`${emoji} ${count}`}
        aria-description={who}
        aria-disabled={onToggle === undefined || undefined}
        tabIndex={reachable ? 0 : -1}
        onClick={() => onToggle?.(emoji)}
        // A finger that rests on it asks whose it is.
        onContextMenu={(event) => {
          event.preventDefault()
          showToast({ text: `${emoji} ${who}` })
        }}
      >
        <span className={styles.emoji} aria-hidden="true">
          {emoji}
        </span>
        <span aria-hidden="true">{count}</span>
      </button>
      <Tooltip target={chip} text={who} />
    </>
  )
}
