/** What lies over everything without an address of its own. */
import { create } from 'zustand'

export type Over = 'switcher' | 'keys' | 'export'

export const useOver = create<{ shown?: Over }>()(() => ({}))

export const showOver = (shown: Over): void => useOver.setState({ shown })
export const closeOver = (): void => useOver.setState({ shown: undefined })
