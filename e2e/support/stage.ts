/** A lived-in account: conversations of every sort, in every state. */
import { expect } from '@playwright/test'
import { v7 } from 'uuid'
import { directConversation } from '#protocol/ids.ts'
import type { Person } from './person.ts'
import type { World } from './test.ts'
import { WireUser } from './wire-user.ts'

const CAST = [
  ['mira', 'Mira Okafor'],
  ['jonas', 'Jonas Lindqvist'],
  ['dad', 'Dad'],
  ['ines', 'Ines Duarte'],
  ['tomas', 'Tomás Vela'],
  ['yuki', 'Yuki Tanaka'],
] as const

const KAYAKS =
  'The kayak place says they keep two doubles for us if we’re there before nine. https://kayak.example.org/doubles'
const MARKED = [
  '**Before he comes**, @ada, please:',
  '- key under the _blue_ pot',
  '- ~~towels~~ buckets',
  '> water off from nine',
  'The tap is `3B`:',
  '```',
  'open  = left',
  'close = right, twice',
  '```',
].join('\n')
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Ada's account on a device that has it all, in the state with most on it. */
export async function setStage(world: World, viewport: { width: number; height: number }): Promise<Person> {
  const ada = await world.person('ada', { viewport })
  const cast = new Map<string, WireUser>()
  for (const [handle, name] of CAST) cast.set(handle, await WireUser.signUp(world.server.direct, handle, name))
  cast.set('ada', await WireUser.signIn(world.server.direct, 'ada'))
  await fill((handle) => cast.get(handle) as WireUser)
  await expect(ada.row('Flat 4B')).toBeVisible()

  await ada.opens('Mira Okafor')
  await ada.writes('Put it under Okafor, yours is easier to spell 😄')
  await ada.writes('Done. Booked, they confirmed by mail.')
  await ada.sees('confirmed by mail', 'sent')
  const mira = cast.get('mira') as WireUser
  await mira.inbox()
  await mira.reads(directConversation('ada', 'mira'))
  await ada.sees('confirmed by mail', 'read')
  await ada.writes('Anything else to bring?')
  await ada.sees('Anything else to bring?', 'sent')
  await mira.inbox()
  await ada.sees('Anything else to bring?', 'delivered')
  await ada.goesHome()

  await ada.opens('Ines Duarte')
  await ada.box.fill('I liked the second half more than')
  await ada.goesBack()
  await expect(ada.row('Ines Duarte')).toHaveAccessibleName(/draft/)
  await mira.writesTo('ada', ['Dry bags! And the small stove if it still works'])
  return ada
}

/** What was said before today's first look, oldest first. */
async function fill(as: (handle: string) => WireUser): Promise<void> {
  const now = Date.now()
  const ago = (ms: number) => ({ id: v7(), at: now - ms })
  const say = (conversation: string, ms: number, text: string) => ({ ...ago(ms), kind: 'message', conversation, text })
  const flat = v7()
  const crew = v7()
  const rowing = v7()
  const withAda = (handle: string) => directConversation('ada', handle)

  await as('ada').exchange([say(withAda('ada'), 6 * DAY, 'packing list: stove, tarp, 2× gas')])
  await as('tomas').exchange([
    { ...ago(5 * DAY), kind: 'group', conversation: crew, title: 'Trail crew', members: ['ada', 'yuki'] },
    say(crew, 5 * DAY, 'Hut is booked for the 14th'),
    { ...ago(4 * DAY), kind: 'drop', conversation: crew, member: 'ada' },
  ])
  await as('tomas').exchange([
    { ...ago(3 * DAY), kind: 'group', conversation: flat, title: 'Flat 4B', members: ['ada', 'yuki'] },
    say(flat, DAY, 'the plumber comes Thursday'),
    say(flat, DAY, MARKED),
  ])
  await as('yuki').exchange([say(withAda('yuki'), DAY - 9 * MINUTE, 'The parcel left on Monday')])
  await as('ines').exchange([say(withAda('ines'), 200 * MINUTE, 'Voice is bad here, writing instead')])
  await as('dad').exchange([
    say(withAda('dad'), 90 * MINUTE, 'Landed. Photos when there is Wi-Fi'),
    say(withAda('dad'), 89 * MINUTE, 'Your mother says hello'),
  ])

  const thermos = say(rowing, 30 * MINUTE, 'In. I bring the big thermos')
  const wrong = say(rowing, 28 * MINUTE, 'Sunday, was it?')
  await as('jonas').exchange([
    {
      ...ago(2 * DAY),
      kind: 'group',
      conversation: rowing,
      title: 'Harbour Rowing',
      members: ['ada', 'mira', 'tomas', 'rowan'],
    },
    say(rowing, 2 * DAY, 'The boats are varnished and back on the rack'),
    { ...ago(32 * MINUTE), kind: 'add', conversation: rowing, member: 'ines' },
    say(rowing, 31 * MINUTE, '🌊 flat water tomorrow, six of us?'),
  ])
  await as('mira').exchange([thermos, say(rowing, 29 * MINUTE, '👍')])
  await as('mira').exchange([
    { ...ago(29 * MINUTE), kind: 'edit', conversation: rowing, target: thermos.id, text: `${thermos.text}, and cups` },
  ])
  await as('ines').exchange([
    wrong,
    { ...ago(27 * MINUTE), kind: 'remove', conversation: rowing, target: wrong.id },
    { ...ago(26 * MINUTE), kind: 'drop', conversation: rowing, member: 'ines' },
  ])
  await as('tomas').exchange([
    say(rowing, 25 * MINUTE, 'Can someone take the spare oars? They are behind the blue shed'),
    say(rowing, 24 * MINUTE, 'The short ones, not the ones with tape'),
    { ...say(rowing, 23 * MINUTE, 'And cups! You think of everything'), reply: thermos.id },
    { ...ago(23 * MINUTE), kind: 'react', conversation: rowing, target: thermos.id, emoji: '❤️', on: true },
  ])
  await as('mira').exchange([
    say(withAda('mira'), DAY + 20 * MINUTE, 'Did you hear back about the boats?'),
    say(withAda('mira'), 20 * MINUTE, KAYAKS),
    say(withAda('mira'), 19 * MINUTE, 'They need a name though'),
  ])
  await as('ada').exchange([
    { ...ago(0), kind: 'react', conversation: rowing, target: thermos.id, emoji: '❤️', on: true },
    { ...ago(0), kind: 'react', conversation: rowing, target: thermos.id, emoji: '🎉', on: true },
    { ...ago(0), kind: 'read', conversation: withAda('ada'), position: 1 },
    { ...ago(0), kind: 'read', conversation: withAda('mira'), position: 3 },
    { ...ago(0), kind: 'read', conversation: withAda('yuki'), position: 1 },
    { ...ago(0), kind: 'prefs', conversation: withAda('mira'), pinned: true },
    { ...ago(0), kind: 'prefs', conversation: flat, muted: now + 30 * DAY },
  ])
}
