/** Every key that works everywhere: what the window listens for, and what the help shows. */
export const GLOBAL_KEYS = {
  switcher: '$mod+KeyK',
  search: '$mod+Shift+KeyF',
  find: '$mod+KeyF',
  help: '$mod+Slash',
  new: 'Alt+KeyN',
  settings: '$mod+Comma',
  outbox: '$mod+Alt+KeyO',
  previous: 'Alt+ArrowUp',
  next: 'Alt+ArrowDown',
  'previous-unread': 'Alt+Shift+ArrowUp',
  'next-unread': 'Alt+Shift+ArrowDown',
  landmark: 'F6',
  'landmark-back': 'Shift+F6',
  latest: 'Alt+End',
  info: '$mod+Period',
} as const

export type GlobalAct = keyof typeof GLOBAL_KEYS

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

const NAMES: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Slash: '/',
  Comma: ',',
  Period: '.',
  Semicolon: ';',
  PageUp: 'Page up',
  PageDown: 'Page down',
}

/** As it stands on the keyboard at hand: `['Ctrl', 'K']`. */
export const capsOf = (key: string): string[] =>
  (key === '+' ? [key] : key.split('+')).map((part) => {
    if (part === '$mod') return isMac() ? '⌘' : 'Ctrl'
    if (part === 'Alt' && isMac()) return '⌥'
    return NAMES[part] ?? part.replace(/^(Key|Digit)/, '')
  })
