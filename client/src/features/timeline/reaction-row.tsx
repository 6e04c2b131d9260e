import { useLingui } from '@lingui/react/macro'
import { Ellipsis } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Toolbar } from 'react-aria-components/Toolbar'
import { useAfterwards } from '../../ui/use-afterwards.ts'
import type { MessageActions, MessageItem } from './message-row.tsx'
import styles from './reaction-popover.module.css'

const USUAL = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** The reactions that are at hand. */
export function ReactionRow({
  item,
  trigger,
  actions,
  takesFocus,
  onDone,
}: {
  item: MessageItem
  trigger: HTMLElement
  actions: MessageActions
  /** as soon as it is there */
  takesFocus?: boolean
  /** One was chosen, or all others were asked for. */
  onDone: () => void
}) {
  const { t } = useLingui()
  const afterwards = useAfterwards()
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (takesFocus) first.current?.focus({ preventScroll: true })
  }, [takesFocus])
  const own = new Set(item.line.reactions.filter((reaction) => reaction.own).map(({ emoji }) => emoji))
  return (
    <Toolbar aria-label={t`Reactions`} className={styles.row}>
      {USUAL.map((emoji, index) => (
        <button
          key={emoji}
          ref={index === 0 ? first : undefined}
          type="button"
          className={styles.choice}
          aria-label={t`React with ${emoji}`}
          aria-pressed={own.has(emoji)}
          onClick={() => {
            onDone()
            actions.react(item, emoji)
          }}
        >
          {emoji}
        </button>
      ))}
      <button
        type="button"
        className={styles.more}
        aria-label={t`More…`}
        onClick={() => {
          onDone()
          afterwards(() => actions.openEmoji(item, trigger))
        }}
      >
        <Ellipsis size={20} strokeWidth={1.9} aria-hidden="true" />
      </button>
    </Toolbar>
  )
}
