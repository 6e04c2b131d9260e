import type { ReactNode } from 'react'
import { create } from 'zustand'

export interface Toast {
  id: number
  text: ReactNode
  /** the one thing that can be done about it */
  action?: { label: string; onPress: () => void }
}

/** At most one: a newer one takes the place of an older one. */
export const useToast = create<{ toast?: Toast }>()(() => ({}))

let shown = 0

/** Says something short at the edge of the window. What must not be missed doesn't belong here. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  shown += 1
  useToast.setState({ toast: { ...toast, id: shown } })
}

/** Takes it away, unless a newer one has taken its place. */
export function hideToast(id: number): void {
  if (useToast.getState().toast?.id === id) useToast.setState({ toast: undefined })
}
