import { lateOverlay } from '../ui/late-part.tsx'

/** Comes with react-aria: fetched when nothing else happens, or when it is about to be opened. */
export const fetchConversationMenu = () => import('../features/info/conversation-menu.tsx')

export const ConversationMenu = lateOverlay(async () => (await fetchConversationMenu()).ConversationMenu)
