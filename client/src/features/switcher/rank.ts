/** Who is meant by a few letters. */
import UFuzzy from '@leeoniya/ufuzzy'

const fuzzy = new UFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  // letters may be left out: "hrbr" is Harbour Rowing
  intraIns: 3,
})

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

/** Those that fit, the best first; among equals, and where nothing is typed, in the order given. */
export function rank<T>(targets: readonly T[], nameOf: (target: T) => string, typed: string): T[] {
  const needle = plain(typed).replace(/^@/, '').trim()
  if (needle === '') return [...targets]
  const names = targets.map((target) => plain(nameOf(target)))
  const [found, info, order] = fuzzy.search(names, needle, 1, 1000)
  if (!found) return []
  const places = info && order ? order.map((at) => info.idx[at]) : found
  return places.flatMap((place) => (place === undefined ? [] : [targets[place] as T]))
}
