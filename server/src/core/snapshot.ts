/** What a device without a place in the log begins with: every conversation as it is, in pages. */
import { BEGINNING, type Cursor } from '#protocol/cursor.ts'
import type { PlacedEvent } from '#protocol/event.ts'
import type { Member, SnapshotConversation, SnapshotPage } from '#protocol/http.ts'
import type { ConversationId, Handle } from '#protocol/ids.ts'
import { standingOf } from './authorise.ts'
import type { Context } from './context.ts'
import { visible } from './history.ts'
import { isFound } from './inbox.ts'
import { userOf } from './people.ts'
import type { DeviceRow, Tx } from './ports.ts'
import type { Answer, Ask } from './requests.ts'

/** A page ends early where its texts grow past this, in UTF-16 units. */
const PAGE_TEXT = 512 * 1024

/**
 * Conversations go by their ids: that order never changes, so that each one held at the cursor is on exactly one page
 * and the token of the next page needs no memory here.
 */
export function snapshot(context: Context, ask: Ask<'snapshot'>, device: DeviceRow): Answer<'snapshot'> {
  const { tx, env } = context
  const place = ask.page === undefined ? begin(tx, device) : placeOf(ask.page)
  if (place === undefined || !isFound(tx, device, place.cursor)) return 'bad-page'
  const all = idsOf(tx, device.user)
  const ids = all.filter((id) => place.after === undefined || id > place.after)
  const conversations: SnapshotConversation[] = []
  let text = 0
  for (const id of ids) {
    if (conversations.length >= env.settings.snapshotConversations || text > PAGE_TEXT) break
    const conversation = conversationOf(context, device.user, id)
    conversations.push(conversation)
    for (const event of conversation.events) text += 'text' in event ? (event.text?.length ?? 0) : 0
  }
  const last = ids[conversations.length - 1]
  const blocked = tx.blockedBy(device.user)
  const page: SnapshotPage = {
    cursor: place.cursor,
    user: userOfHandle(tx, device.user),
    users: named(conversations, [device.user, ...blocked])
      .flatMap((handle) => tx.user(handle) ?? [])
      .map(userOf),
    blocked,
    conversations,
    total: all.length,
  }
  if (last !== undefined && conversations.length < ids.length) page.next = tokenOf(place.cursor, last)
  return page
}

interface Place {
  cursor: Cursor
  /** the last conversation of the page before */
  after?: ConversationId
}

/** The log is held from here on, so that what comes meanwhile is there when the device has it all. */
function begin(tx: Tx, device: DeviceRow): Place {
  const cursor = tx.inboxHead(device.user)
  tx.putDevice({ ...device, cursor, fetching: true })
  return { cursor }
}

const tokenOf = (cursor: Cursor, last: ConversationId): string => `${cursor.seq}~${cursor.id ?? ''}~${last}`

function placeOf(token: string): Place | undefined {
  const parts = /^(\d{1,15})~([^~]*)~(.+)$/.exec(token)
  if (parts === null) return undefined
  const [, seq, id, after] = parts as unknown as [string, string, string, string]
  return { cursor: { seq: Number(seq), id: id === '' ? BEGINNING.id : id }, after }
}

/** Direct conversations without a message are there too, where the user has prefs for them. */
function idsOf(tx: Tx, user: Handle): ConversationId[] {
  return [...new Set([...tx.conversationsOf(user), ...tx.prefsOf(user)])].sort()
}

function conversationOf({ tx, env }: Context, user: Handle, id: ConversationId): SnapshotConversation {
  const standing = standingOf(tx, user, id)
  if (typeof standing === 'string')
    throw new Error(`a conversation of theirs that they have no standing in: ${standing}`)
  const { conversation, me, members } = standing
  const head = me.left?.position ?? conversation.head
  const title = me.left?.title ?? conversation.title
  return {
    id,
    ...(title !== undefined && { title }),
    members: (me.left?.members ?? members).map(memberOf),
    head,
    read: me.read,
    spans: me.spans,
    ...(me.left !== undefined && { left: me.left.position }),
    prefs: tx.prefs(user, id),
    events: visible(tx, id, me.spans, { to: head, limit: env.settings.snapshotEvents }).reverse(),
  }
}

const memberOf = ({ user, role, joined, read, delivered }: Member): Member => ({ user, role, joined, read, delivered })

function userOfHandle(tx: Tx, handle: Handle) {
  const row = tx.user(handle)
  if (row === undefined) throw new Error('an authenticated user without a row')
  return userOf(row)
}

/** Everyone whom the page speaks of, so that a device can show their names. */
function named(conversations: readonly SnapshotConversation[], others: readonly Handle[]): Handle[] {
  const handles = new Set(others)
  for (const { members, events } of conversations) {
    for (const { user } of members) handles.add(user)
    for (const event of events) for (const handle of handlesIn(event)) handles.add(handle)
  }
  return [...handles]
}

function handlesIn(event: PlacedEvent): Handle[] {
  if (event.kind === 'group') return [event.by, ...event.members]
  return 'member' in event ? [event.by, event.member] : [event.by]
}
