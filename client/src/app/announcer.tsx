import { create } from 'zustand'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'

interface Announcements {
  polite: string
  assertive: string
}

const useAnnouncements = create<Announcements>()(() => ({ polite: '', assertive: '' }))

/** Says it where a live region may be missed. Not every browser has it. */
const speaker = document as Document & {
  ariaNotify?: (text: string, options: { priority: 'normal' | 'high' }) => void
}

/** Read aloud once. Saying the same again is said again. */
export function announce(text: string, urgency: keyof Announcements = 'polite'): void {
  speaker.ariaNotify?.(text, { priority: urgency === 'assertive' ? 'high' : 'normal' })
  useAnnouncements.setState((before) => ({ [urgency]: before[urgency] === text ? `${text}\u00a0` : text }))
}

/** Once a page: the two regions through which the app speaks to screen readers. */
export function Announcer() {
  const { polite, assertive } = useAnnouncements()
  // What was said by `ariaNotify` stands here for those who look it up, and is not said twice.
  const live = speaker.ariaNotify && 'off'
  return (
    <>
      <VisuallyHidden role="status" aria-live={live}>
        {polite}
      </VisuallyHidden>
      <VisuallyHidden role="alert" aria-live={live}>
        {assertive}
      </VisuallyHidden>
    </>
  )
}
