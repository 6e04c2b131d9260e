import { Trans } from '@lingui/react/macro'
import type { TimelineItem } from '#engine/model.ts'
import type { Handle } from '#protocol/ids.ts'
import { EventLineText } from '../../words/event-line.tsx'
import { usePlain } from '../../words/marks/use-parts.ts'

export interface Names {
  self: Handle
  nameOf: (handle: Handle) => string
}

/** The newest line of a conversation, with who wrote it: a message or what happened. */
export function LastLine({ item, self, nameOf, withSender }: Names & { item: TimelineItem; withSender: boolean }) {
  const { line, own, by, state } = item
  if (line.kind === 'group' && (state === 'queued' || state === 'paused')) return <Trans>Waiting to create</Trans>
  if (line.kind !== 'message') return <EventLineText line={line} by={by} self={self} nameOf={nameOf} />
  const content = <MessageContent line={line} />
  if (!withSender) return content
  if (own) return <Trans>You: {content}</Trans>
  const sender = <bdi>{nameOf(by)}</bdi>
  return (
    <Trans>
      {sender}: {content}
    </Trans>
  )
}

/** A preview has room for a line; the rest would only be measured. */
function PlainText({ text }: { text: string }) {
  return <bdi>{usePlain(text.slice(0, 400)).slice(0, 200)}</bdi>
}

function MessageContent({ line }: { line: Extract<TimelineItem['line'], { kind: 'message' }> }) {
  if (line.removed) return <Trans>Message deleted</Trans>
  const text = line.text.trim()
  if (text !== '') return <PlainText text={text} />
  const [file] = line.files ?? []
  if (!file) return null
  return file.type.startsWith('image/') ? <Trans>Photo</Trans> : <bdi>{file.name}</bdi>
}
