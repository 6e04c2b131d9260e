/** The dialogs come with react-aria, so they are loaded when the page has nothing better to do, or when they are asked for. */
import { lazy } from 'react'

const newConversation = () => import('./new-conversation-dialog.tsx')
const newGroup = () => import('./new-group-dialog.tsx')
const addPeople = () => import('./add-people-dialog.tsx')

export const NewConversationDialog = lazy(async () => ({ default: (await newConversation()).NewConversationDialog }))
export const NewGroupDialog = lazy(async () => ({ default: (await newGroup()).NewGroupDialog }))
export const AddPeopleDialog = lazy(async () => ({ default: (await addPeople()).AddPeopleDialog }))

/** So that they open at once, and offline. */
export async function prefetchPeopleDialogs(): Promise<void> {
  await Promise.all([newConversation(), newGroup(), addPeople()])
}
