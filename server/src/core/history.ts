/** What a member may read of a conversation, by position. */
import type { PlacedEvent } from '#protocol/event.ts'
import type { Span } from '#protocol/http.ts'
import type { ConversationId } from '#protocol/ids.ts'
import { standingOf } from './authorise.ts'
import type { Context } from './context.ts'
import type { Tx } from './ports.ts'
import type { Answer, Ask } from './requests.ts'
import { includes } from './spans.ts'

export function history({ tx }: Context, ask: Ask<'history'>): Answer<'history'> {
  const standing = standingOf(tx, ask.user, ask.conversation)
  if (typeof standing === 'string') return 'not-found'
  const { conversation, me } = standing
  const to = Math.min(conversation.head, (ask.before ?? Number.POSITIVE_INFINITY) - 1)
  return { events: visible(tx, conversation.id, me.spans, { to, limit: ask.limit }) }
}

interface Page {
  to: number
  limit: number
}

/** Newest first, as this reader sees them. */
export function visible(
  tx: Tx,
  conversation: ConversationId,
  spans: readonly Span[],
  { to, limit }: Page,
): PlacedEvent[] {
  const events: PlacedEvent[] = []
  for (const [from, last] of spans.toReversed()) {
    const range = { from, to: Math.min(to, last ?? to), limit: limit - events.length }
    if (range.limit > 0 && range.from <= range.to) events.push(...tx.events(conversation, range))
  }
  return events.map((event) => (isBare(tx, event, spans) ? withoutText(event) : event))
}

/** An edit of what was said before they came. */
function isBare(tx: Tx, event: PlacedEvent, spans: readonly Span[]): boolean {
  if (event.kind !== 'edit' || event.text === undefined) return false
  // A single span from the beginning hides nothing.
  if (spans[0]?.[0] === 1 && spans.length === 1) return false
  const target = tx.message(event.target)
  return target === undefined || !includes(spans, target.position)
}

function withoutText(event: PlacedEvent): PlacedEvent {
  if (event.kind !== 'edit') return event
  const { text: _, ...bare } = event
  return bare
}
