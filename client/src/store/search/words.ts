/** Words as they are searched: without case, accents and what stands between them. */

export interface Word {
  /** folded */
  word: string
  /** where it stands in the text as it was written */
  start: number
  end: number
}

/** Longer ones are found by their beginning. */
const MOST_LETTERS = 32
const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}/gu
/** Written without spaces: where a word ends takes a dictionary. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

let segmenter: Intl.Segmenter | undefined

export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC').slice(0, MOST_LETTERS)

/** The words of a text, in order. */
export function* wordsIn(text: string): Generator<Word> {
  for (const { 0: run, index } of text.matchAll(WORD)) {
    for (const part of UNSPACED.test(run) ? segments(run) : [{ run, at: 0 }]) {
      const word = fold(part.run)
      if (word) yield { word, start: index + part.at, end: index + part.at + part.run.length }
    }
  }
}

function* segments(text: string): Generator<{ run: string; at: number }> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  for (const { segment, index } of segmenter.segment(text)) yield { run: segment, at: index }
}

/** Each word once. */
export const tokensOf = (text: string): string[] => [...new Set([...wordsIn(text)].map(({ word }) => word))]

/** Where a text has words that begin like one of the terms. */
export const hitsIn = (text: string, terms: readonly string[]): Word[] =>
  [...wordsIn(text)].filter(({ word }) => terms.some((term) => word.startsWith(term)))

/** Whether each term begins some word of the text. */
export function matches(text: string, terms: readonly string[]): boolean {
  const tokens = tokensOf(text)
  return terms.every((term) => tokens.some((token) => token.startsWith(term)))
}
