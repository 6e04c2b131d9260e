/**
 * All emoji with their English words, from emojibase's data: packed at the build, served from the app's own origin and
 * kept with it, so that they are there offline and no other server ever hears of them.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'
import { type EmojiRow, TONES, toned } from './src/ui/emoji/rows.ts'

interface Skin {
  emoji: string
  /** two of them: two people */
  tone: number | number[]
}

interface Entry {
  hexcode: string
  emoji: string
  label: string
  tags?: string[]
  version: number
  /** none: a letter of a flag */
  group?: number
  skins?: Skin[]
}

/** Skin tones and hair by themselves. */
const COMPONENTS = 2

export function emojiRows(): EmojiRow[] {
  const codes = read<Record<string, string | string[]>>('shortcodes/github.json')
  return read<Entry[]>('data.json')
    .filter(({ group }) => group !== undefined && group !== COMPONENTS)
    .map(({ hexcode, emoji: given, label, tags = [], version, group, skins = [] }) => {
      const emoji = asTyped(given)
      const names = [codes[hexcode] ?? []].flat().join(' ')
      const isSaid = (tag: string) => `${label} ${names}`.toLowerCase().includes(tag)
      const more = tags.filter((tag) => !isSaid(tag) && !tags.some((other) => other !== tag && other.includes(tag)))
      return [emoji, label, more.join(' '), names, version, group ?? 0, skinsOf(emoji, skins)]
    })
}

/** As keyboards have it, so that a reaction is the same from anywhere: without a sign that changes nothing. */
const asTyped = (emoji: string): string => emoji.replace(/(\p{Emoji_Presentation})\uFE0F/gu, '$1')

/** One tone for all who are in it. Given in full only where it does not follow from the emoji. */
function skinsOf(emoji: string, skins: readonly Skin[]): EmojiRow[6] {
  if (skins.length === 0) return 0
  const plain = TONES.map((_, at) => asTyped(skins.find(({ tone }) => tone === at + 1)?.emoji ?? emoji))
  return TONES.every((tone, at) => toned(emoji, tone) === plain[at]) ? 1 : plain
}

const read = <T>(file: string): T =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../node_modules/emojibase-data/en', file), 'utf8')) as T

const NAME = 'virtual:emoji-data'
const DEV_PATH = '/@emoji-data'

/** `virtual:emoji-data` is its address. */
export function emojiData(): Plugin {
  const packed = () => gzipSync(JSON.stringify(emojiRows()), { level: 9 })
  let building = true
  return {
    name: 'emoji-data',
    configResolved({ command }) {
      building = command === 'build'
    },
    configureServer({ middlewares }) {
      middlewares.use(DEV_PATH, (_request, response) => response.end(packed()))
    },
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined
      if (!building) return `export default ${JSON.stringify(DEV_PATH)}`
      const file = this.emitFile({ type: 'asset', name: 'emoji.bin', source: packed() })
      return `export default import.meta.ROLLUP_FILE_URL_${file}`
    },
  }
}
