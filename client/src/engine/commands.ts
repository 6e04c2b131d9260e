/**
 * What a person can do. Each command is one durable transaction on this device and works the same with and without a
 * network; it resolves when it is on disk. Nothing here waits for the server.
 */
import type { Prefs } from '#protocol/http.ts'
import type { ConversationId, Handle, OpId } from '#protocol/ids.ts'
import type { DraftRow } from './model.ts'
import type { Written } from './ports.ts'

/** Found wanting before it was queued, by the limits that the server told. */
export type Refusal = { refused: 'empty' } | { refused: 'too-large'; excess: number } | { refused: 'malformed' }

export interface Commands {
  /** The draft of the conversation is gone in the same transaction. */
  sendMessage(message: {
    conversation: ConversationId
    text: string
    reply?: OpId
    /** a refused message that this one stands for: put away in the same transaction */
    instead?: OpId
  }): Promise<Written<{ id: OpId }> | Refusal>
  /** The same text to each of these, all or none. What is being written there stays. */
  forward(message: { to: readonly ConversationId[]; text: string }): Promise<Written>
  /** Changed in place if it was never handed over, else an edit op behind it. The draft (its edit) is gone in the same transaction. */
  editMessage(edit: { conversation: ConversationId; target: OpId; text: string }): Promise<Written | Refusal>
  /** Taken out if it was never handed over, else a remove op behind it. */
  removeMessage(removal: { conversation: ConversationId; target: OpId }): Promise<Written>
  /** Out of sight on this device alone, all or none; or back in it. */
  hideMessages(messages: readonly OpId[], on: boolean): Promise<Written>
  /** Takes an edit or removal back that was never handed over; `undone: false` where it was. */
  undo(op: OpId): Promise<Written<{ undone: boolean }>>
  /** A refused op as a new op with a new id; the refused one is put away. */
  tryAgain(id: OpId): Promise<Written>
  /** Puts a refused op away: its text is gone from the conversation. */
  dismiss(id: OpId): Promise<Written>
  react(reaction: { conversation: ConversationId; target: OpId; emoji: string; on: boolean }): Promise<Written>
  /** Never moves back; one op for many messages. */
  markRead(mark: { conversation: ConversationId; position: number }): Promise<Written>
  createGroup(group: { title: string; members: Handle[] }): Promise<Written<{ conversation: ConversationId }> | Refusal>
  rename(change: { conversation: ConversationId; title: string }): Promise<Written | Refusal>
  add(change: { conversation: ConversationId; member: Handle }): Promise<Written>
  /** Leaving, where it is oneself. */
  drop(change: { conversation: ConversationId; member: Handle }): Promise<Written>
  setAdmin(change: { conversation: ConversationId; member: Handle; on: boolean }): Promise<Written>
  /** `title` as the invitation told it. */
  join(invitation: { conversation: ConversationId; token: string; title: string }): Promise<Written>
  setPrefs(conversation: ConversationId, prefs: Prefs): Promise<Written>
  setBlocked(user: Handle, on: boolean): Promise<Written>
  setProfile(profile: { name?: string; about?: string }): Promise<Written | Refusal>
  saveDraft(draft: DraftRow): Promise<Written>
  deleteDraft(conversation: ConversationId): Promise<Written>
}
