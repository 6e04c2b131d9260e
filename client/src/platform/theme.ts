/** Light, dark, or as the system has it. A snippet in the page applies the choice before anything is drawn. */
import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'tidemark:theme'
const listeners = new Set<() => void>()

const isTheme = (value: unknown): value is Theme => value === 'system' || value === 'light' || value === 'dark'

/** What the page shows is the truth: a browser that stores nothing has it for this page. */
function current(): Theme {
  const { theme } = document.documentElement.dataset
  return isTheme(theme) ? theme : 'system'
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme
  for (const listener of listeners) listener()
}

export function setTheme(theme: Theme): void {
  show(theme)
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // Storage may be denied or full; the choice then lasts as long as the page.
  }
}

function subscribe(listener: () => void): () => void {
  const fromOtherTab = ({ key, newValue }: StorageEvent) => {
    if (key === KEY && isTheme(newValue)) show(newValue)
  }
  listeners.add(listener)
  addEventListener('storage', fromOtherTab)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', fromOtherTab)
  }
}

/** Follows a choice made in another tab. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, current)
