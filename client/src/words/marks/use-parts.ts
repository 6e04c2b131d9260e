/** The parser comes when the first text with marks is drawn; until then, and without it, marks are drawn as typed. */
import { useMemo } from 'react'
import { late, useLate } from '../late.ts'
import { mayHaveMarks, type Part, plainOf } from './parts.ts'

const lateParser = late(() => import('./parse.ts'))

export function useParts(text: string): readonly Part[] {
  const parser = useLate(lateParser, mayHaveMarks(text))
  return useMemo(() => parser?.parse(text) ?? [text], [parser, text])
}

/** A text without its marks, for a line that shows no more than words. */
export function usePlain(text: string): string {
  const parts = useParts(text)
  return useMemo(() => plainOf(parts), [parts])
}
