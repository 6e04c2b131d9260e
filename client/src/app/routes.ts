/** Where the app is: a pane, and perhaps something over it. */
import { useRef } from 'react'
import { useLocation } from 'wouter'

export type Overlay = 'new' | 'new-group' | 'outbox' | 'join'
export type Pane =
  | { at: 'list' }
  /** `message`: opened there; `info`: with what there is to know about it */
  | { at: 'conversation'; id: string; message?: string; info?: true }
  | { at: 'search' }
  | { at: 'settings'; section?: string }
  | { at: 'nowhere' }

export interface Place {
  pane: Pane
  overlay?: Overlay
  /** of an invitation, under the overlay `join` */
  token?: string
  /** the pane's own address, under an overlay too */
  path: string
}

const OVERLAYS: Record<string, Overlay> = { '/new': 'new', '/new/group': 'new-group', '/outbox': 'outbox' }

export const conversationPath = (id: string): string => `/c/${encodeURIComponent(id).replaceAll('%3A', ':')}`
export const infoPath = (id: string): string => `${conversationPath(id)}/info`

/** A conversation, opened at one of its messages. */
export const messagePath = (id: string, message: string): string =>
  `${conversationPath(id)}/m/${encodeURIComponent(message)}`

export const joinPath = (token: string): string => `/join/${encodeURIComponent(token)}`

/** Of an invitation: `/join/:token`. */
export const tokenOf = (path: string): string | undefined => /^\/join\/([\w-]+)\/?$/.exec(path)?.[1]
export const settingsPath = (section?: string): string => (section ? `/settings/${section}` : '/settings')

export const searchPath = (text: string): string => (text ? `/search?q=${encodeURIComponent(text)}` : '/search')

/** @param under the pane that an overlay lies over */
export function placeOf(path: string, under = '/'): Place {
  const token = tokenOf(path)
  const overlay = token === undefined ? OVERLAYS[path] : 'join'
  const own = overlay ? under : path
  return { pane: paneOf(own), path: own, ...(overlay && { overlay }), ...(token !== undefined && { token }) }
}

function paneOf(path: string): Pane {
  if (path === '/' || path === '/signin' || path === '/signup') return { at: 'list' }
  if (path === '/search') return { at: 'search' }
  const settings = /^\/settings(?:\/([a-z]+))?\/?$/.exec(path)
  if (settings) return { at: 'settings', ...(settings[1] !== undefined && { section: settings[1] }) }
  const [, id, message, info] = /^\/c\/([^/]+)(?:\/m\/([^/]+)|(\/info))?\/?$/.exec(path) ?? []
  if (id === undefined) return { at: 'nowhere' }
  try {
    return {
      at: 'conversation',
      id: decodeURIComponent(id),
      ...(message !== undefined && { message: decodeURIComponent(message) }),
      ...(info !== undefined && { info: true }),
    }
  } catch {
    return { at: 'nowhere' }
  }
}

/** The place of now. An overlay keeps the pane that it was opened over. */
export function usePlace(): Place {
  const [path] = useLocation()
  const under = useRef('/')
  const place = placeOf(path, under.current)
  under.current = place.path
  return place
}
