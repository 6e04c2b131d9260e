/** Marks words in the messages that are drawn, without touching what draws them. */
import type { OpId } from '#protocol/ids.ts'
import './highlight.css'
import { hitsIn } from './search.query.ts'

/** As the style sheet names them: all of them, and those of the message that one stands on. */
const NAMES = ['found', 'found-here'] as const

/** Until the function that it gives back is called. Browsers that can't simply don't. */
export function highlight(terms: readonly string[], current: OpId | undefined): () => void {
  const log = document.querySelector('main [role="log"]')
  if (!log || !('highlights' in CSS)) return () => {}
  const draw = () => {
    const [found, here] = [new Highlight(), new Highlight()]
    for (const words of log.querySelectorAll('article [data-words]')) {
      const isHere = words.closest('article')?.dataset.id === current
      for (const range of rangesIn(words, terms)) (isHere ? here : found).add(range)
    }
    CSS.highlights.set(NAMES[0], found)
    CSS.highlights.set(NAMES[1], here)
  }
  let frame = requestAnimationFrame(draw)
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(draw)
  })
  observer.observe(log, { subtree: true, childList: true, characterData: true })
  return () => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    for (const name of NAMES) CSS.highlights.delete(name)
  }
}

function* rangesIn(element: Element, terms: readonly string[]): Generator<Range> {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const { start, end } of hitsIn(node.textContent ?? '', terms)) {
      const range = new Range()
      range.setStart(node, start)
      range.setEnd(node, end)
      yield range
    }
  }
}
