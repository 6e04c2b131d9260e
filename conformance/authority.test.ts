/** Who may do what: every kind of op that there is, by everyone who might try. A kind without a row here fails. */
import { v7 } from 'uuid'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Invite } from '#protocol/http.ts'
import { OP_KINDS, type OpKind, OpSchemas } from '#protocol/op.ts'
import type { Reason } from '#protocol/rejection.ts'
import { anotherDevice, dm, message, op, person, type WireDevice } from './device.ts'
import { type Address, forEachTarget } from './target.ts'

const ACTORS = ['author', 'member', 'admin', 'stranger', 'removed', 'other device', 'ended session'] as const
type Actor = (typeof ACTORS)[number]
/** `as it was`: acked, and there was nothing to change. */
type Outcome = 'applied' | 'as it was' | 'unauthenticated' | Reason

const row = (outcomes: Record<Exclude<Actor, 'other device' | 'ended session'>, Outcome>): Record<Actor, Outcome> => ({
  ...outcomes,
  // Another device of the author may what they may, and a session that ended nothing.
  'other device': outcomes.author,
  'ended session': 'unauthenticated',
})

const foreign = { stranger: 'no-such-conversation', removed: 'no-such-conversation' } as const
const members = row({ author: 'applied', member: 'applied', admin: 'applied', ...foreign })
const admins = row({ author: 'not-allowed', member: 'not-allowed', admin: 'applied', ...foreign })
const anyone = row({ author: 'applied', member: 'applied', admin: 'applied', stranger: 'applied', removed: 'applied' })

const POLICY: Record<OpKind, Record<Actor, Outcome>> = {
  message: members,
  edit: row({ author: 'applied', member: 'not-allowed', admin: 'not-allowed', ...foreign }),
  remove: row({ author: 'applied', member: 'not-allowed', admin: 'applied', ...foreign }),
  react: members,
  read: row({ author: 'applied', member: 'applied', admin: 'applied', stranger: foreign.stranger, removed: 'applied' }),
  group: anyone,
  rename: members,
  add: admins,
  // By an invite that holds.
  join: row({ author: 'as it was', member: 'as it was', admin: 'as it was', stranger: 'applied', removed: 'applied' }),
  drop: admins,
  admin: admins,
  prefs: row({
    author: 'applied',
    member: 'applied',
    admin: 'applied',
    stranger: foreign.stranger,
    removed: 'applied',
  }),
  block: anyone,
  profile: anyone,
}

interface Cast {
  devices: Record<Exclude<Actor, 'ended session'>, WireDevice>
  ended: WireDevice
  /** who does nothing and has things done to */
  passive: WireDevice
  outsider: WireDevice
}

/** A group of its own for each case, since ops change it. */
interface Scene {
  conversation: string
  target: string
  token: string
}

async function cast(server: Address): Promise<Cast> {
  const [author, member, admin, stranger, removed, passive, outsider] = (await Promise.all(
    Array.from({ length: 7 }, () => person(server)),
  )) as [WireDevice, WireDevice, WireDevice, WireDevice, WireDevice, WireDevice, WireDevice]
  const other = await (await anotherDevice(author)).online()
  const ended = await anotherDevice(author)
  const { cookie } = ended
  await ended.delete('/api/session')
  ended.cookie = cookie
  const devices = { author, member, admin, stranger, removed, 'other device': other }
  return { devices, ended, passive, outsider }
}

async function scene({ devices, passive }: Cast): Promise<Scene> {
  const { author, member, admin, removed } = devices
  const conversation = v7()
  const others = [author, member, removed, passive].map(({ handle }) => handle)
  await admin.commit(op('group', { conversation, title: 'Harbour', members: others }))
  const [said] = await author.commit(message(conversation, 'said'))
  await admin.commit(op('drop', { conversation, member: removed.handle }))
  const { body } = await admin.post<Invite>(`/api/conversations/${conversation}/invite`)
  return { conversation, target: said.id, token: body.token }
}

/** One op of that kind which would change something. */
function wish(kind: OpKind, actor: Actor, { passive, outsider }: Cast, { conversation, target, token }: Scene) {
  switch (kind) {
    case 'message':
      return op(kind, { conversation, text: 'more' })
    case 'edit':
      return op(kind, { conversation, target, text: 'other' })
    case 'remove':
      return op(kind, { conversation, target })
    case 'react':
      return op(kind, { conversation, target, emoji: '👍', on: true })
    case 'read':
      return op(kind, { conversation, position: 3 })
    case 'group':
      return op(kind, { conversation: v7(), title: 'Another', members: [] })
    case 'rename':
      return op(kind, { conversation, title: 'Lighthouse' })
    case 'add':
      return op(kind, { conversation, member: outsider.handle })
    case 'join':
      return op(kind, { conversation, token })
    case 'drop':
      return op(kind, { conversation, member: passive.handle })
    case 'admin':
      return op(kind, { conversation, member: passive.handle, on: true })
    case 'prefs':
      return op(kind, { conversation, pinned: true })
    case 'block':
      return op(kind, { user: actor === 'other device' ? outsider.handle : passive.handle, on: true })
    case 'profile':
      return op(kind, { name: `By ${actor} ${v7()}` })
  }
}

/** What became of an op: what its own user's log says before the next op's event. */
async function outcome(device: WireDevice, tried: { id: string }): Promise<Outcome> {
  const after = message(dm(device, device), 'after')
  await device.commit(tried, after)
  await device.event(after.id)
  for (const event of device.events) {
    if (event.kind === 'rejected' && event.op === tried.id) return event.reason
    if (event.id === tried.id) return 'by' in event && event.by === device.handle ? 'applied' : 'conflict'
  }
  return 'as it was'
}

forEachTarget('who may', (server) => {
  let people: Cast
  beforeAll(async () => {
    people = await cast(server)
  })

  test('every kind of op has a row', () => {
    expect(Object.keys(POLICY).sort()).toEqual([...OP_KINDS].sort())
  })

  describe.each(OP_KINDS)('%s', (kind) => {
    test.each(ACTORS)(`[S20] [S28] ${kind} by: %s`, async (actor) => {
      const here = await scene(people)
      const tried = wish(kind, actor, people, here)
      const expected = POLICY[kind][actor]
      if (actor !== 'ended session') {
        expect(await outcome(people.devices[actor], tried)).toBe(expected)
        return
      }
      const { ended } = people
      const reply = await ended.post('/api/exchange', { protocol: 1, cursor: null, ops: [tried] })
      expect(reply).toMatchObject({ status: 401, body: { error: { code: expected } } })
      await expect(ended.connect()).rejects.toMatchObject({ code: expected })
    })
  })

  const ofConversations = OP_KINDS.filter((kind) => 'conversation' in OpSchemas[kind].shape)
  test.each(ofConversations)('[S20] %s in the direct conversation of two others does nothing', async (kind) => {
    const { author, member, stranger } = people.devices
    const conversation = dm(author, member)
    const [said] = await author.commit(message(conversation, 'between us'))
    await member.event(said.id)
    const heard = member.events.length
    const scene = { conversation, target: said.id, token: 'guessed' }
    const tried = { ...wish(kind, 'stranger', people, scene), conversation }
    expect(await outcome(stranger, tried)).toMatch(/^(no-such-conversation|invalid)$/)
    const [last] = await author.commit(message(conversation, 'still'))
    await member.event(last.id)
    const since = member.events.slice(heard).filter(({ kind }) => kind !== 'delivered' && kind !== 'profile')
    expect(since.map(({ id }) => id)).toEqual([last.id])
  })
})
