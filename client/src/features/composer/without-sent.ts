/**
 * What stays in the box once `sent` is on disk. The box is never locked while a message is being saved, so more may
 * have been typed behind it, or something changed inside: what was not sent stays, wherever it was written.
 */
export function withoutSent(value: string, sent: string): string {
  let start = 0
  while (start < sent.length && start < value.length && value[start] === sent[start]) start += 1
  let end = 0
  const longest = Math.min(sent.length, value.length) - start
  while (end < longest && value[value.length - 1 - end] === sent[sent.length - 1 - end]) end += 1
  return value.slice(start, value.length - end)
}

/** Whether all of `sent` still stands in the box, with more typed behind it or inside. */
export const holds = (value: string, sent: string): boolean =>
  withoutSent(value, sent).length === value.length - sent.length
