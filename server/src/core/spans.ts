/** What of a conversation somebody may see: the positions at which they were a member. */
import type { Span } from '#protocol/http.ts'

export const includes = (spans: readonly Span[], position: number): boolean =>
  spans.some(([from, to]) => position >= from && (to === null || position <= to))

export const closedAt = (spans: readonly Span[], last: number): Span[] => spans.map(([from, to]) => [from, to ?? last])
