/** What a typed search means: beginnings of words, and who, where and when. */
import { tokensOf } from './words.ts'

export interface Asked {
  terms: string[]
  /** part of a name, as typed */
  from?: string
  in?: string
  /** ms: the beginning of the day, month or year */
  before?: number
}

const FILTER = /(?:^|\s)(from|in|before):(?:"([^"]*)"?|(\S*))/giu

export function parse(typed: string): Asked {
  const asked: Asked = { terms: tokensOf(typed.replace(FILTER, ' ')) }
  for (const [, name, quoted, plain] of typed.matchAll(FILTER)) {
    const value = (quoted ?? plain ?? '').trim()
    if (!value) continue
    if (name?.toLowerCase() === 'from') asked.from = value
    else if (name?.toLowerCase() === 'in') asked.in = value
    else {
      const before = dateOf(value)
      if (before !== undefined) asked.before = before
    }
  }
  return asked
}

export const isEmpty = ({ terms, ...filters }: Asked): boolean =>
  terms.length === 0 && Object.keys(filters).length === 0

/** `2025`, `2025-05` or `2025-05-03`, by this device's clock. */
function dateOf(text: string): number | undefined {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text) ?? []
  if (year === undefined) return undefined
  const date = new Date(Number(year), Number(month) - 1, Number(day))
  return date.getMonth() === Number(month) - 1 ? date.getTime() : undefined
}
