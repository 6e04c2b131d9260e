import { create } from 'zustand'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'

interface Announcements {
  polite: string
  assertive: string
}

const useAnnouncements = create<Announcements>()(() => ({ polite: '', assertive: '' }))

/** Read aloud once. Saying the same again is said again. */
export function announce(text: string, urgency: keyof Announcements = 'polite'): void {
  useAnnouncements.setState((before) => ({ [urgency]: before[urgency] === text ? `${text}\u00a0` : text }))
}

/** Once a page: the two regions through which the app speaks to screen readers. */
export function Announcer() {
  const { polite, assertive } = useAnnouncements()
  return (
    <>
      <VisuallyHidden role="status">{polite}</VisuallyHidden>
      <VisuallyHidden role="alert">{assertive}</VisuallyHidden>
    </>
  )
}
