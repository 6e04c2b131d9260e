/** The parts of the window, in the order of F6: list, messages, a search in them, message box, info. */

const SELECTORS = ['nav', 'main', 'main [role="search"]', 'main form', 'aside'] as const
const FOCUSABLE = 'a[href], button:not(:disabled), textarea, input, [tabindex="0"]'

export function cycleLandmark(direction: 1 | -1): void {
  const landmarks = SELECTORS.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []).filter(
    (element) => element.checkVisibility(),
  )
  if (landmarks.length === 0) return
  const here = landmarks.findLastIndex((landmark) => landmark.contains(document.activeElement))
  const start = here < 0 && direction < 0 ? 0 : here
  const next = landmarks[(start + direction + landmarks.length) % landmarks.length]
  if (next) focusInto(next)
}

/** Where a person would go on: the open conversation, the log, the box; else the first thing that takes the focus. */
function focusInto(landmark: HTMLElement): void {
  const preferred = landmark.querySelector<HTMLElement>('a[aria-current="page"], [role="log"], textarea')
  const first = [...landmark.querySelectorAll<HTMLElement>(FOCUSABLE)].find((element) => element.checkVisibility())
  const target = preferred ?? first ?? landmark
  target.focus()
}
