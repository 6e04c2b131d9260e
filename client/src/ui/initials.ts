const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

const first = (word: string): string => {
  // Brackets and quotes before it are left out, unless there is nothing else.
  for (const { segment } of graphemes.segment(word.replace(/^\p{P}+(?=[\p{L}\p{N}])/u, '')))
    return segment.toLocaleUpperCase()
  return ''
}

/** What stands in an avatar: the first grapheme of the first and of the last word. Emoji count as graphemes. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const head = first(words[0] ?? '')
  return words.length > 1 ? head + first(words[words.length - 1] ?? '') : head
}
