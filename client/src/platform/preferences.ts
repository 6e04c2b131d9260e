/** How this device looks and behaves for its person. Kept outside of the database: the page needs it before anything is drawn. */
import { useSyncExternalStore } from 'react'

export interface Preferences {
  /** px of the text, 14 to 20 */
  textSize: number
  density: 'comfortable' | 'compact'
  /** `reduce`: nothing moves, whatever the system says */
  motion: 'system' | 'reduce'
  /** or makes a new line, as it does on phones and tablets unless one says otherwise, and Ctrl+Enter sends */
  enterSends: boolean
  /** what is said of new messages to screen readers */
  readAloud: 'full' | 'sender' | 'off'
  /** older messages are fetched while nothing else happens, until all are here */
  keepHistory: boolean
}

export const DEFAULT_PREFERENCES: Preferences = {
  textSize: 15,
  density: 'comfortable',
  motion: 'system',
  enterSends: !globalThis.matchMedia?.('(hover: none) and (pointer: coarse)').matches,
  readAloud: 'full',
  keepHistory: false,
}

export const TEXT_SIZES = [14, 15, 16, 17, 18, 19, 20] as const

/** Read by the snippet in index.html too. */
const KEY = 'tidemark:preferences'
const listeners = new Set<() => void>()
let current = read()

/** What is kept, but for what is not one of the choices. */
export function preferencesIn(text: string | null): Preferences {
  try {
    const kept = Object(JSON.parse(text ?? '{}')) as Partial<Preferences>
    const of = <K extends keyof Preferences>(key: K, isChoice: (value: unknown) => boolean): Preferences[K] =>
      isChoice(kept[key]) ? (kept[key] as Preferences[K]) : DEFAULT_PREFERENCES[key]
    const among = (choices: readonly unknown[]) => (value: unknown) => choices.includes(value)
    return {
      textSize: of('textSize', among(TEXT_SIZES)),
      density: of('density', among(['comfortable', 'compact'])),
      motion: of('motion', among(['system', 'reduce'])),
      enterSends: of('enterSends', among([true, false])),
      readAloud: of('readAloud', among(['full', 'sender', 'off'])),
      keepHistory: of('keepHistory', among([true, false])),
    }
  } catch {
    return DEFAULT_PREFERENCES
  }
}

function read(): Preferences {
  try {
    return preferencesIn(localStorage.getItem(KEY))
  } catch {
    return DEFAULT_PREFERENCES
  }
}

function show(next: Preferences): void {
  current = next
  const { dataset, style } = document.documentElement
  dataset.density = next.density
  dataset.motion = next.motion
  style.setProperty('--text-size', String(next.textSize))
  for (const listener of [...listeners]) listener()
}

export function setPreference<K extends keyof Preferences>(key: K, value: Preferences[K]): void {
  show({ ...current, [key]: value })
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // Storage may be denied or full; the choice then lasts as long as the page.
  }
}

/** As it is now. */
export const preference = <K extends keyof Preferences>(key: K): Preferences[K] => current[key]

/** Told of every change, also of those made in another tab. */
export function onPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const usePreferences = (): Preferences => useSyncExternalStore(onPreferences, () => current)

/** Once a page. */
export function followPreferences(): void {
  show(current)
  addEventListener('storage', ({ key }) => key === KEY && show(read()))
}
