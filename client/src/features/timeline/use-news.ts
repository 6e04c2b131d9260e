// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { plural, t } from '@lingui/core/macro'
import { useEffect, useRef } from 'react'
import type { TimelineItem } from '#engine/model.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import { preference } from '../../platform/preferences.ts'
import type { Sender } from './message-row.tsx'
import type { Lines } from './timeline.query.ts'

const GATHER_MS = 400

/** Messages that come while somebody looks are said, gathered, and never one's own. */
export function useNews({
  conversation,
  lines,
  senderOf,
  onNews,
}: {
  conversation: ConversationId
  lines: Lines
  senderOf: (handle: Handle) => Sender
  onNews: ((text: string) => void) | undefined
}) {
  const newestPlace = useRef<{ of: ConversationId; place: number }>(undefined)
  const gathered = useRef<TimelineItem[]>([])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef({ senderOf, onNews })
  latest.current = { senderOf, onNews }

  useEffect(() => {
    if (lines.newerHere) return
    const confirmed = lines.items.filter((item) => !item.pending)
    const before = newestPlace.current?.of === conversation ? newestPlace.current.place : undefined
    newestPlace.current = { of: conversation, place: confirmed.at(-1)?.place ?? 0 }
    if (before === undefined || document.visibilityState === 'hidden') return
    const news = confirmed.filter((item) => item.place > before && !item.own && item.line.kind === 'message')
    if (news.length === 0) return
    const said = new Set<OpId>(gathered.current.map(({ id }) => id))
    gathered.current.push(...news.filter(({ id }) => !said.has(id)))
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      const { senderOf, onNews } = latest.current
      const items = gathered.current.splice(0)
      const [first] = items
      const aloud = preference('readAloud')
      if (!first || aloud === 'off') return
      const name = senderOf(first.by).name
      const alone = aloud === 'full' && items.length === 1 && first.line.kind === 'message'
      const text = alone && first.line.kind === 'message' ? first.line.text.slice(0, 300) : ''
      const sameSender = items.every(({ by }) => by === first.by)
      const count = plural(items.length, { one: '# new message', other: '# new messages' })
      onNews?.(alone ? `${name}: ${text}` : sameSender ? t`${count} from ${name}` : count)
    }, GATHER_MS)
  }, [conversation, lines])

  useEffect(() => () => clearTimeout(timer.current), [])
}
