/** What people do, at random, on whatever their device holds at that moment. */

import type { ConversationRow, EventRow } from '#engine/model.ts'
import { directConversation, type Handle } from '#protocol/ids.ts'
import type { Op } from '#protocol/op.ts'
import type { Choices } from './choices.ts'
import type { Device } from './device.ts'
import type { Timeline } from './timeline.ts'

export interface Society {
  /** of this deed alone */
  choices: Choices
  handles: readonly Handle[]
  /** in no conversation with anybody, and curious */
  stranger: Handle
  /** groups that anybody made, which a stranger has overheard of */
  overheard: string[]
  /** invitations by conversation */
  invites: Map<string, string>
  poison: number
  pushSize: number
}

type Deed = (device: Device, society: Society) => Promise<unknown> | undefined

/** @param nth the first is a group of all, one of whom is expelled from it soon */
export async function doSomething(device: Device, society: Society, nth: number): Promise<void> {
  const { choices } = society
  const isStranger = device.self === society.stranger
  if (society.poison > 0 && choices.chance(society.poison)) await poisoned(device)
  if (nth === 0 && !isStranger) return void (await foundOfAll(device, society))
  await choices.pick(isStranger ? STRANGE : DEEDS)(device, society)
}

const foundOfAll = (device: Device, society: Society) => make(device, society, [...society.handles])

const say: Deed = (device, society) => {
  const conversation = somewhere(device, society)
  const reply = society.choices.chance(0.2) ? someMessage(device, society, conversation)?.id : undefined
  return device.commands.sendMessage({
    conversation,
    text: textFor(device, society),
    ...(reply === undefined ? {} : { reply }),
  })
}

const burst: Deed = async (device, society) => {
  for (let n = society.choices.between(2, 12); n > 0; n--) await say(device, society)
}

const rewrite: Deed = (device, society) => {
  const target = someMessage(device, society, undefined, device.self) ?? someWaiting(device, society)
  return target && device.commands.editMessage({ ...at(target), text: textFor(device, society) })
}

const takeBack: Deed = (device, society) => {
  const target = someMessage(device, society, undefined, device.self) ?? someWaiting(device, society)
  return target && device.commands.removeMessage(at(target))
}

const removeAnothers: Deed = (device, society) => {
  const target = someMessage(device, society)
  return target && device.commands.removeMessage(at(target))
}

const react: Deed = (device, society) => {
  const target = someMessage(device, society)
  const emoji = society.choices.pick(['👍', '❤️'])
  return target && device.commands.react({ ...at(target), emoji, on: society.choices.chance(0.7) })
}

const readUp: Deed = (device, society) => {
  const row = someConversation(device, society)
  return row && row.head > 0
    ? device.commands.markRead({ conversation: row.id, position: society.choices.between(1, row.head) })
    : undefined
}

const found: Deed = (device, society) => {
  const members = society.handles.filter(() => society.choices.chance(0.6))
  if (society.choices.chance(0.2)) members.push('nobody')
  return make(device, society, members)
}

async function make(device: Device, society: Society, members: Handle[]): Promise<void> {
  const made = await device.commands.createGroup({ title: `of ${device.self}`, members })
  if (!('conversation' in made)) return
  society.overheard.push(made.conversation)
  await device.commands.sendMessage({ conversation: made.conversation, text: textFor(device, society) })
}

/** A link to a group, made at the server, which somebody else follows. */
const openDoor: Deed = (device, society) => {
  const conversation = someGroup(device, society)
  if (conversation === undefined) return undefined
  const token = `to ${conversation}`
  const { server } = device
  const ask = { user: device.self, device: device.account.device.id, conversation }
  const answer = server.ask('createInvite', { ...ask, tokenHash: server.env.tokenHash(token) })
  if (answer === 'created') society.invites.set(conversation, token)
  return undefined
}

const comeIn: Deed = (device, society) => {
  if (society.invites.size === 0) return undefined
  const [conversation, token] = society.choices.pick([...society.invites])
  device.server.setting.tally['joined by invitation'] += 1
  return device.commands.join({ conversation, token, title: 'a door' })
}

const leave: Deed = (device, society) => {
  const group = someGroup(device, society)
  return group === undefined ? undefined : device.commands.drop({ conversation: group, member: device.self })
}

const draft: Deed = (device, society) =>
  device.commands.saveDraft({ conversation: somewhere(device, society), text: 'not yet', changed: device.now() })

const rename: Deed = (device, society) => {
  const group = someGroup(device, society)
  return group === undefined
    ? undefined
    : device.commands.rename({ conversation: group, title: `named by ${device.self}` })
}

const invite: Deed = (device, society) => {
  const group = someGroup(device, society)
  return group === undefined
    ? undefined
    : device.commands.add({ conversation: group, member: society.choices.pick(society.handles) })
}

const expel: Deed = (device, society) => {
  const group = someGroup(device, society)
  return group === undefined
    ? undefined
    : device.commands.drop({ conversation: group, member: society.choices.pick(society.handles) })
}

const promote: Deed = (device, society) => {
  const group = someGroup(device, society)
  const { choices, handles } = society
  return group === undefined
    ? undefined
    : device.commands.setAdmin({ conversation: group, member: choices.pick(handles), on: choices.chance(0.7) })
}

const prefer: Deed = (device, society) =>
  device.commands.setPrefs(somewhere(device, society), { pinned: society.choices.chance(0.5) })

const block: Deed = (device, society) => {
  const user = society.choices.pick(society.handles)
  return user === device.self ? undefined : device.commands.setBlocked(user, society.choices.chance(0.2))
}

const present: Deed = (device, society) =>
  device.commands.setProfile({ about: `likes ${society.choices.between(1, 9)}` })

const tidyUp: Deed = async (device, society) => {
  const refused = device.disk.rows('outbox').filter((row) => row.rejected !== undefined && !row.dismissed)
  if (refused.length === 0) return
  const { id } = society.choices.pick(refused)
  if (society.choices.chance(0.5)) await device.commands.tryAgain(id)
  else await device.commands.dismiss(id)
}

const lookBack: Deed = (device, society) => {
  const row = someConversation(device, society)
  // Its answer may never come: nobody waits for it.
  if (row) void device.leader?.engine?.loadOlder(row.id)
  return undefined
}

const DEEDS: readonly Deed[] = [
  ...Array<Deed>(8).fill(say),
  ...[burst, burst, rewrite, rewrite, takeBack, removeAnothers, react, react, readUp, readUp, readUp],
  ...[found, found, rename, invite, invite, expel, expel, promote, prefer, block, present, tidyUp, lookBack],
  ...[openDoor, comeIn, leave, draft],
]

/** The stranger knows names of groups, and of a direct conversation of others, and tries what one can. */
const intrude: Deed = (device, { choices, handles, overheard }) => {
  const [a, b = a] = handles
  const conversation = choices.pick([directConversation(a as Handle, b as Handle), ...overheard])
  switch (choices.between(0, 3)) {
    case 0:
      return device.commands.sendMessage({ conversation, text: 'let me in' })
    case 1:
      return device.commands.markRead({ conversation, position: 1 })
    case 2:
      return device.commands.add({ conversation, member: device.self })
    default:
      return device.commands.join({ conversation, token: 'a guess', title: 'a guess' })
  }
}

const STRANGE: readonly Deed[] = [
  intrude,
  (device) =>
    device.commands.sendMessage({ conversation: directConversation(device.self, device.self), text: 'note to self' }),
]

/** An op that no server takes, as a fault of an older version may have left it. */
async function poisoned(device: Device): Promise<void> {
  const op = { kind: 'message', id: `poison-${device.random.uuid()}`, at: 0, conversation: NOTES, text: 'x' } as Op
  await device.enqueue(op)
}
const NOTES = 'dm:zed:zed'

/** A note to oneself that the server just takes, and some short ones behind it. */
export async function writeAtLength(device: Device, choices: Choices): Promise<void> {
  const conversation = directConversation(device.self, device.self)
  const { pushSize } = device.server.limits
  const text = 'ö'.repeat((pushSize - choices.between(300, 600)) >> 1)
  await device.commands.sendMessage({ conversation, text })
  for (let n = choices.between(1, 6); n > 0; n--) await device.commands.sendMessage({ conversation, text: 'and' })
}

/** Some say something in turn, in one conversation, and one of those who are in it only listens. */
export function talk(
  devices: readonly Device[],
  { choices, time, said, pauseMs }: { choices: Choices; time: Timeline; said: number; pauseMs: number },
): void {
  const ids = devices.flatMap((device) =>
    device.disk
      .rows('conversations')
      .filter(isThere)
      .map(({ id }) => id),
  )
  if (ids.length === 0) return
  const conversation = choices.pick(ids)
  const isIn = ({ disk, isAway, isRetired }: Device): boolean => {
    const row = disk.row('conversations', conversation)
    return !isAway && !isRetired && row !== undefined && isThere(row)
  }
  const listener = choices.pick(devices.filter(isIn).concat(devices))
  const say = () => {
    const speakers = devices.filter((device) => device !== listener && isIn(device))
    if (speakers.length > 0) void choices.pick(speakers).commands.sendMessage({ conversation, text: 'so?' })
  }
  for (let n = 0; n < said; n++) time.after(n * pauseMs, say)
}

const isThere = ({ left }: ConversationRow): boolean => left === undefined

function somewhere(device: Device, { choices, handles }: Society): string {
  const groups = groupsOf(device)
  if (groups.length > 0 && choices.chance(0.6)) return choices.pick(groups)
  return directConversation(device.self, choices.pick(handles))
}

function groupsOf(device: Device): string[] {
  const known = device.disk
    .rows('conversations')
    .flatMap(({ id, kind, left }) => (kind === 'group' && left === undefined ? [id] : []))
  const made = device.disk.rows('outbox').flatMap(({ op }) => (op.kind === 'group' ? [op.conversation] : []))
  return [...new Set([...known, ...made])]
}

function someGroup(device: Device, { choices }: Society): string | undefined {
  const groups = groupsOf(device)
  return groups.length > 0 ? choices.pick(groups) : undefined
}

function someConversation(device: Device, { choices }: Society): ConversationRow | undefined {
  const rows = device.disk.rows('conversations')
  return rows.length > 0 ? choices.pick(rows) : undefined
}

type Target = { id: string; conversation: string }
const at = ({ id, conversation }: Target) => ({ conversation, target: id })

function someMessage(device: Device, { choices }: Society, conversation?: string, by?: Handle): Target | undefined {
  const fits = (row: EventRow) =>
    row.event.kind === 'message' &&
    (conversation === undefined || row.conversation === conversation) &&
    (by === undefined || row.by === by)
  const rows = device.disk.rows('events').filter(fits)
  return rows.length > 0 ? choices.pick(rows) : undefined
}

function someWaiting(device: Device, { choices }: Society): Target | undefined {
  const waiting = device.disk
    .rows('outbox')
    .flatMap(({ id, op, state }) =>
      op.kind === 'message' && state !== 'settled' ? [{ id, conversation: op.conversation }] : [],
    )
  return waiting.length > 0 ? choices.pick(waiting) : undefined
}

function textFor(device: Device, { choices, pushSize }: Society): string {
  const size = choices.pick([5, 5, 5, 20, 200, pushSize > 100_000 ? 900 : pushSize])
  return `${device.self} says ${'ö'.repeat(choices.between(1, size) >> 1)}.`
}
