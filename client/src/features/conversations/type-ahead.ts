const collator = new Intl.Collator(undefined, { usage: 'search', sensitivity: 'base' })

/**
 * The next title that begins with what was typed, whatever its case and accents, going round from `from`. A single letter
 * typed again goes on to the next; more letters may stay where they are.
 */
export function findByTyping(titles: readonly string[], typed: string, from: number): number | undefined {
  const start = typed.length > 1 ? from : from + 1
  for (let step = 0; step < titles.length; step++) {
    const at = (start + step) % titles.length
    if (collator.compare((titles[at] ?? '').slice(0, typed.length), typed) === 0) return at
  }
  return undefined
}
