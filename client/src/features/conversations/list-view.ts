/** Which of the conversations are shown, and how many wait to be read. */
import type { ConversationItem } from '#engine/model.ts'

export type ListView = 'all' | 'unread' | 'groups' | 'archived'

/** With fewer conversations there is nothing to narrow. */
const MANY = 8

export const isUnread = (item: Pick<ConversationItem, 'unread' | 'markedUnread'>): boolean =>
  item.unread > 0 || item.markedUnread

/** @param selected stays in sight: opening it is what made it read */
export function inView(items: readonly ConversationItem[], view: ListView, selected?: string): ConversationItem[] {
  return items.filter((item) => {
    if (item.archived !== (view === 'archived')) return false
    if (view === 'unread') return isUnread(item) || item.id === selected
    return view !== 'groups' || item.kind === 'group'
  })
}

/** The ways to narrow the list that would make a difference; none where it is short. */
export function usefulViews(items: readonly ConversationItem[]): ListView[] {
  const open = inView(items, 'all')
  if (open.length < MANY) return []
  const groups = inView(items, 'groups').length
  return groups > 0 && groups < open.length ? ['all', 'unread', 'groups'] : ['all', 'unread']
}

/** Conversations that ask to be read. Those that are muted or in the archive count silently: not here. */
export const unreadConversations = (items: readonly ConversationItem[]): number =>
  items.filter((item) => isUnread(item) && !item.muted && !item.archived).length
