/** Emoji as they are packed, and what becomes of them. */

/** As small as it gets: there are two thousand. */
export type EmojiRow = readonly [
  emoji: string,
  label: string,
  /** what else it is found by, with spaces between */
  tags: string,
  /** what it is called between colons, with spaces between */
  codes: string,
  /** of Unicode's emoji, that it came with */
  version: number,
  group: number,
  /** 0: has none. 1: as `toned` makes them. Else each, in the order of `TONES` */
  skins: 0 | 1 | readonly string[],
]

export type Tone = 'none' | 'light' | 'medium-light' | 'medium' | 'medium-dark' | 'dark'

/** What makes each skin tone, from light to dark. */
export const TONES = ['🏻', '🏼', '🏽', '🏾', '🏿'] as const
export const TONE_NAMES = ['light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const satisfies readonly Tone[]

/** All who are in it get this tone. */
export const toned = (emoji: string, tone: string): string =>
  emoji.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, (_, base: string) => base + tone)

export function skinsOf([emoji, , , , , , skins]: EmojiRow): readonly string[] | undefined {
  if (skins === 0) return undefined
  return skins === 1 ? TONES.map((tone) => toned(emoji, tone)) : skins
}

/** Each name between colons, and its emoji. */
export function codesOf(rows: readonly EmojiRow[], tone: Tone): (readonly [code: string, emoji: string])[] {
  const at = tone === 'none' ? -1 : TONE_NAMES.indexOf(tone)
  return rows.flatMap((row) => {
    const [emoji, , , codes] = row
    const shown = skinsOf(row)?.[at] ?? emoji
    return codes === '' ? [] : codes.split(' ').map((code) => [code, shown] as const)
  })
}

/** What this device can draw: a version is drawn whole or not at all, and flags are for themselves. */
export function drawable(
  rows: readonly EmojiRow[],
  { flags, canDraw }: { flags: number; canDraw: (emoji: string) => boolean },
): readonly EmojiRow[] {
  const samples = new Map<number, string>()
  for (const [emoji, , , , version, group] of rows)
    if (group !== flags && !samples.has(version)) samples.set(version, emoji)
  const newest = [...samples].sort(([a], [b]) => b - a).find(([, emoji]) => canDraw(emoji))?.[0]
  // A device that seems to draw none at all hides what it draws with.
  if (newest === undefined) return rows
  const withFlags = canDraw('🇪🇺')
  return rows.filter(([, , , , version, group]) => version <= newest && (withFlags || group !== flags))
}
