/** The dialogs come with react-aria, so they are loaded when the page has nothing better to do, or when they are asked for. */
import { lateOverlay } from '../../ui/late-part.tsx'

const newConversation = () => import('./new-conversation-dialog.tsx')
const newGroup = () => import('./new-group-dialog.tsx')
const addPeople = () => import('./add-people-dialog.tsx')

export const NewConversationDialog = lateOverlay(async () => (await newConversation()).NewConversationDialog)
export const NewGroupDialog = lateOverlay(async () => (await newGroup()).NewGroupDialog)
export const AddPeopleDialog = lateOverlay(async () => (await addPeople()).AddPeopleDialog)

/** So that they open at once, and offline. */
export async function prefetchPeopleDialogs(): Promise<void> {
  await Promise.all([newConversation(), newGroup(), addPeople()])
}
