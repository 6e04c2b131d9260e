/** What a message says, in the line or two that another gives it. */
import { Plural, Trans } from '@lingui/react/macro'
import type { Quote } from '#engine/model.ts'

export function QuoteText({ quote }: { quote: Quote }) {
  switch (quote.state) {
    case 'removed':
      return <Trans>Message removed</Trans>
    case 'elsewhere':
      return <Trans>A message that isn't on this device</Trans>
    case 'here':
      if (quote.text.trim() !== '' || quote.files === 0) return quote.text
      return <Plural value={quote.files} one="# file" other="# files" />
  }
}
