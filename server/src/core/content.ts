/** What makes two ops with one id the same op. */
import type { Op } from '#protocol/op.ts'

/**
 * The op's known fields but `again`, as one string that is equal for equal content whatever the order of keys.
 * Hash it with a key before it is kept: it holds the text.
 */
export function contentOf(op: Op): string {
  const { again: _, ...content } = op
  return canonical(content)
}

function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  let fields = ''
  for (const key of Object.keys(value).sort()) {
    const field = (value as Record<string, unknown>)[key]
    if (field !== undefined) fields += `${fields && ','}${JSON.stringify(key)}:${canonical(field)}`
  }
  return `{${fields}}`
}
