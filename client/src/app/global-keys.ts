/** Keys that work everywhere. None that a browser needs for itself. */

import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useLocation } from 'wouter'
import { cycleLandmark } from './landmarks.ts'

export function useGlobalKeys(): void {
  const [, navigate] = useLocation()
  useEffect(() => {
    const doing = (act: () => void) => (event: KeyboardEvent) => {
      if (event.isComposing || isOverlayOpen()) return
      event.preventDefault()
      act()
    }
    return tinykeys(window, {
      'Alt+KeyN': doing(() => navigate('/new')),
      '$mod+Alt+KeyO': doing(() => navigate('/outbox')),
      'Alt+ArrowUp': doing(() => open(neighbour(-1))),
      'Alt+ArrowDown': doing(() => open(neighbour(1))),
      'Alt+Shift+ArrowUp': doing(() => open(neighbour(-1, isUnread))),
      'Alt+Shift+ArrowDown': doing(() => open(neighbour(1, isUnread))),
      F6: doing(() => cycleLandmark(1)),
      'Shift+F6': doing(() => cycleLandmark(-1)),
    })

    function open(link: HTMLAnchorElement | undefined): void {
      if (link) navigate(link.pathname)
    }
  }, [navigate])
}

const isOverlayOpen = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null

const isUnread = (link: HTMLAnchorElement): boolean => link.querySelector('[data-unread]') !== null

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
