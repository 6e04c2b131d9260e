import type { ClipboardEvent } from 'react'
import type { TimelineItem } from '#engine/model.ts'
import type { Handle } from '#protocol/ids.ts'
import { nearTime } from '../../ui/dates.ts'
import type { Sender } from './message-row.tsx'

/**
 * What is selected across several messages is copied as `Mira, 12:49: dry bags!`, each on a line of its own; of one
 * message the words alone. Whatever is selected otherwise is the browser's.
 */
export function copyLines(
  event: ClipboardEvent,
  items: readonly TimelineItem[],
  senderOf: (handle: Handle) => Sender,
): void {
  const range = getSelection()?.rangeCount ? getSelection()?.getRangeAt(0) : undefined
  if (!range || range.collapsed || !event.currentTarget.contains(range.commonAncestorContainer)) return
  const selected = [...event.currentTarget.querySelectorAll<HTMLElement>('article')].flatMap((article) => {
    const item = items.find(({ id }) => id === article.dataset.id)
    const words = item && wordsIn(article, range)
    return words ? [{ item, words }] : []
  })
  const [only, ...more] = selected
  if (!only) return
  event.preventDefault()
  const now = Date.now()
  const lines = selected.map(({ item, words }) => `${senderOf(item.by).name}, ${nearTime(item.at, now)}: ${words}`)
  event.clipboardData.setData('text/plain', more.length === 0 ? only.words : lines.join('\n'))
}

/** What of a message's words is selected. */
function wordsIn(article: HTMLElement, range: Range): string | undefined {
  const words = article.querySelector<HTMLElement>('[data-words]')
  if (!words || !range.intersectsNode(words)) return undefined
  const [begins, ends] = [words.contains(range.startContainer), words.contains(range.endContainer)]
  // biome-ignore lint/performance/useDomNodeTextContent: as it is laid out, so that lists and code keep their lines
  if (!begins && !ends) return words.innerText.trim()
  const part = document.createRange()
  part.selectNodeContents(words)
  if (begins) part.setStart(range.startContainer, range.startOffset)
  if (ends) part.setEnd(range.endContainer, range.endOffset)
  return part.toString().trim()
}
