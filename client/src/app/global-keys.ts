/** Keys that work everywhere. None that a browser needs for itself. */

import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useLocation } from 'wouter'
import { isComposing } from '../ui/composition.ts'
import { GLOBAL_KEYS, type GlobalAct } from './keys.ts'
import { cycleLandmark } from './landmarks.ts'
import { showOver } from './over.ts'
import { conversationPath, infoPath, placeOf, settingsPath } from './routes.ts'

export function useGlobalKeys(): void {
  const [path, navigate] = useLocation()
  useEffect(() => {
    const acts: Record<Exclude<GlobalAct, 'info' | 'find'>, () => void> = {
      switcher: () => showOver('switcher'),
      search: () => (path === '/search' ? focusSearch() : navigate('/search')),
      help: () => showOver('keys'),
      new: () => navigate('/new'),
      settings: () => navigate(settingsPath()),
      outbox: () => navigate('/outbox'),
      previous: () => open(neighbour(-1)),
      next: () => open(neighbour(1)),
      'previous-unread': () => open(neighbour(-1, isUnread)),
      'next-unread': () => open(neighbour(1, isUnread)),
      landmark: () => cycleLandmark(1),
      'landmark-back': () => cycleLandmark(-1),
      latest: focusLatest,
    }
    const listener = (act: () => void) => (event: KeyboardEvent) => {
      if (isComposing(event) || isOverlayOpen()) return
      event.preventDefault()
      act()
    }
    const keys = Object.entries(acts).map(([act, does]) => [GLOBAL_KEYS[act as GlobalAct], listener(does)])
    return tinykeys(window, { ...Object.fromEntries(keys), [GLOBAL_KEYS.info]: toggleInfo })

    /** Also where it lies over the conversation, as a dialog. */
    function toggleInfo(event: KeyboardEvent): void {
      const { pane } = placeOf(path)
      if (pane.at !== 'conversation' || (isOverlayOpen() && !pane.info)) return
      event.preventDefault()
      if (pane.info) navigate(conversationPath(pane.id), { replace: true })
      else navigate(infoPath(pane.id))
    }

    function open(link: HTMLAnchorElement | undefined): void {
      if (link) navigate(link.pathname)
    }
  }, [navigate, path])
}

/** Opens a search in the conversation at hand; whoever is in its field already wants the browser's own. */
export function useFindKey(search: () => void): void {
  useEffect(
    () =>
      tinykeys(window, {
        [GLOBAL_KEYS.find]: (event) => {
          const field = document.querySelector<HTMLInputElement>('main [role="search"] input')
          if (isComposing(event) || isOverlayOpen() || (field && field === document.activeElement)) return
          event.preventDefault()
          if (!field) return search()
          field.focus()
          field.select()
        },
      }),
    [search],
  )
}

const isOverlayOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null

const isUnread = (link: HTMLAnchorElement): boolean => link.querySelector('[data-unread]') !== null

function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>('main input[type="search"]')
  field?.focus()
  field?.select()
}

/** The log takes it from there: End leads to the newest message. */
function focusLatest(): void {
  const log = document.querySelector<HTMLElement>('main [role="log"]')
  log?.focus()
  log?.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))
}

/** The next one of the list in this direction, as it is drawn now; from its end where none is open. */
function neighbour(
  direction: 1 | -1,
  fits: (link: HTMLAnchorElement) => boolean = () => true,
): HTMLAnchorElement | undefined {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('nav li > a[href^="/c/"]')]
  if (direction < 0) links.reverse()
  const here = links.findIndex((link) => link.getAttribute('aria-current') === 'page')
  return links.slice(here + 1).find(fits)
}
