/** Who may be named in a conversation's texts, for all that draw them. */
import { createContext } from 'react'
import type { Handle } from '#protocol/ids.ts'

export interface Named {
  self: Handle
  has: (handle: Handle) => boolean
}

/** Absent where naming somebody means nothing. */
export const NamedContext = createContext<Named | undefined>(undefined)
