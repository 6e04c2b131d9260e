/** The piece of a long text around the first word that was sought. */

export interface Piece {
  text: string
  /** one of the words that were sought */
  hit: boolean
}

const BEFORE = 32
const MOST = 180

/** @param hits where the words stand in the text, in order */
export function snippet(text: string, hits: readonly { start: number; end: number }[]): Piece[] {
  const first = hits[0]?.start ?? 0
  const from = first <= BEFORE ? 0 : wordStart(text, first - BEFORE)
  const to = Math.min(text.length, from + MOST)
  const pieces: Piece[] = []
  let at = from
  const add = (until: number, hit: boolean) => {
    if (until > at) pieces.push({ text: text.slice(at, until), hit })
    at = Math.max(at, until)
  }
  for (const { start, end } of hits) {
    if (start < at || end > to) continue
    add(start, false)
    add(end, true)
  }
  add(to, false)
  const [head, tail] = [pieces[0], pieces.at(-1)]
  if (from > 0 && head) pieces[0] = { ...head, text: `…${head.text}` }
  if (to < text.length && tail) pieces[pieces.length - 1] = { ...tail, text: `${tail.text}…` }
  return pieces
}

/** Behind the next space, so that no word is cut. */
function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', at)
  return space < 0 || space > at + BEFORE - 1 ? at : space + 1
}
