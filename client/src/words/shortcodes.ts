/** Names of emoji, as GitHub and Slack have them. Loaded when the first is asked for. */
import codes from 'emojibase-data/en/shortcodes/github.json'

/** Shown as a picture, also where the sign alone would be a letter. */
const AS_PICTURE = '\ufe0f'

let all: (readonly [code: string, emoji: string])[] | undefined

export function allShortcodes(): readonly (readonly [code: string, emoji: string])[] {
  all ??= Object.entries(codes as Record<string, string | string[]>).flatMap(([hexcode, names]) => {
    const emoji = emojiOf(hexcode)
    return [names].flat().map((name) => [name, emoji] as const)
  })
  return all
}

function emojiOf(hexcode: string): string {
  const emoji = String.fromCodePoint(...hexcode.split('-').map((hex) => Number.parseInt(hex, 16)))
  return hexcode.includes('-') || /\p{Emoji_Presentation}/u.test(emoji) ? emoji : emoji + AS_PICTURE
}
