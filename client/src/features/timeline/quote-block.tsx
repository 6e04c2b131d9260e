import { Trans } from '@lingui/react/macro'
import type { CSSProperties } from 'react'
import type { Quote } from '#engine/model.ts'
import { hueOf } from '../../ui/hue.ts'
import { HuedName } from '../../ui/hued-name.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { QuoteText } from '../../words/quote-text.tsx'
import styles from './quote-block.module.css'

/** What a message answers, above its text; pressed, it leads there. */
export function QuoteBlock({
  id,
  quote,
  sender,
  own,
  reachable,
  onJump,
}: {
  id: string
  quote: Quote
  /** whose it is, where that is known */
  sender: { name: string; seed: string } | undefined
  own: boolean
  /** Tab reaches it */
  reachable: boolean
  onJump: () => void
}) {
  const name = sender?.name
  return (
    <button
      type="button"
      className={styles.quote}
      data-state={quote.state}
      style={sender && ({ '--hue': hueOf(sender.seed) } as CSSProperties)}
      tabIndex={reachable ? 0 : -1}
      aria-disabled={quote.state === 'removed' || undefined}
      onClick={() => quote.state !== 'removed' && onJump()}
    >
      <span id={id} className={styles.words}>
        <VisuallyHidden>
          {!sender ? (
            <Trans>In reply to</Trans>
          ) : own ? (
            <Trans>In reply to you:</Trans>
          ) : (
            <Trans>In reply to {name}:</Trans>
          )}{' '}
        </VisuallyHidden>
        {sender && (
          <span className={styles.name} aria-hidden="true">
            <HuedName seed={sender.seed}>{own ? <Trans>You</Trans> : name}</HuedName>
          </span>
        )}
        <span className={styles.text} dir="auto">
          <QuoteText quote={quote} />
        </span>
      </span>
    </button>
  )
}
