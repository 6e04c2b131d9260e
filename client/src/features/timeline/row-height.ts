import type { Row } from './rows.ts'

const LINE = 21
const CHARACTERS_A_LINE = 58

/** A guess in pixels, made before a row was ever drawn. The nearer it is, the less the scrollbar moves. */
export function estimateHeight(row: Row | undefined): number {
  if (!row) return LINE
  const above = (row.day === undefined ? 0 : 48) + (row.unread ? 40 : 0) + (row.waitingSince === undefined ? 0 : 48)
  const { line, state } = row.item
  if (line.kind !== 'message') return above + 36
  const lines = line.text
    .split('\n')
    .reduce((sum, text) => sum + Math.max(1, Math.ceil(text.length / CHARACTERS_A_LINE)), 0)
  return (
    above +
    lines * LINE +
    (line.reply ? 52 : 0) +
    (line.reactions.length > 0 ? 20 : 0) +
    15 +
    (row.run.first ? 10 : 2) +
    (state === 'failed' ? 32 : 0)
  )
}
