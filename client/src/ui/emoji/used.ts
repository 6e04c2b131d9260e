/** Which emoji somebody uses on this device, and in which skin tone. */
import { TONE_NAMES, type Tone } from './rows.ts'
import { USED_KEY } from './used-key.ts'

export interface Used {
  /** the more, and the more recently, the higher */
  scores: Readonly<Record<string, number>>
  tone: Tone
}

/** With each use all others count for so much less: what is not used any more gives way. */
const FADE = 0.9
const MOST = 40

export function afterUse(scores: Used['scores'], emoji: string): Used['scores'] {
  const faded = Object.entries(scores).map(([other, score]) => [other, score * FADE] as const)
  const all = new Map(faded).set(emoji, (scores[emoji] ?? 0) * FADE + 1)
  return Object.fromEntries([...all].sort(([, a], [, b]) => b - a).slice(0, MOST))
}

/** The most used first. */
export const mostUsed = (scores: Used['scores']): string[] =>
  Object.entries(scores)
    .sort(([, a], [, b]) => b - a)
    .map(([emoji]) => emoji)

/** What is kept, but for what makes no sense. */
export function usedIn(text: string | null): Used {
  try {
    const { scores, tone } = Object(JSON.parse(text ?? '{}')) as Partial<Used>
    const sound = Object.entries(Object(scores) as object).filter(
      ([emoji, score]) => emoji !== '' && typeof score === 'number' && Number.isFinite(score),
    )
    return {
      scores: Object.fromEntries(sound) as Used['scores'],
      tone: TONE_NAMES.find((name) => name === tone) ?? 'none',
    }
  } catch {
    return { scores: {}, tone: 'none' }
  }
}

export function readUsed(): Used {
  try {
    return usedIn(localStorage.getItem(USED_KEY))
  } catch {
    return usedIn(null)
  }
}

function write(used: Used): void {
  try {
    localStorage.setItem(USED_KEY, JSON.stringify(used))
  } catch {
    // Storage may be denied or full: it is a convenience.
  }
}

export function noteUse(emoji: string): void {
  const { scores, tone } = readUsed()
  write({ scores: afterUse(scores, emoji), tone })
}

export const setTone = (tone: Tone): void => write({ ...readUsed(), tone })
