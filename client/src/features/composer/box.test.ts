import { expect, test } from 'vitest'
import type { DraftRow } from '#engine/model.ts'
import { type BoxPorts, createBox, type Draft, type Selection } from './box.ts'

type Answer = { id: string } | { failed: 'full' | 'unavailable' } | Record<string, never>

/** A disk that answers when told to, in one line like the real one. */
function world(over: { mirrored?: Draft; sent?: string; refused?: boolean } = {}) {
  const log: string[] = []
  const waiting: ((answer: Answer) => void)[] = []
  const timers: (() => void)[] = []
  let now = 1000
  let mirrored = over.mirrored
  const ask = (what: string) => {
    log.push(what)
    return new Promise<never>((resolve) => waiting.push(resolve as unknown as (answer: Answer) => void))
  }
  const ports: BoxPorts = {
    conversation: 'dm:ada:bob',
    commands: {
      sendMessage: ({ text, reply, instead }) =>
        ask(`send ${text}${reply ? ` to ${reply}` : ''}${instead ? ` instead of ${instead}` : ''}`),
      editMessage: ({ target, text }) => ask(`edit ${target} ${text}`),
      saveDraft: (draft) =>
        ask(
          `draft ${draft.text}${draft.editing ? ` of ${draft.editing}` : ''}${draft.reply ? ` to ${draft.reply}` : ''}`,
        ),
      deleteDraft: () => ask('no draft'),
    },
    mirror: {
      read: () => mirrored,
      write: (draft) => {
        mirrored = draft
      },
    },
    wasSent: async (text) => text === over.sent,
    isRefused: async () => over.refused === true,
    now: () => ++now,
    after: (_ms, then) => {
      timers.push(then)
      return () => void timers.splice(timers.indexOf(then), 1)
    },
  }
  const box = createBox(ports)
  const screen = { text: '', selection: undefined as Selection | undefined, composing: false, inUse: true }
  box.attach({
    write: (text, selection) => Object.assign(screen, { text, selection }),
    composing: () => screen.composing,
    inUse: () => screen.inUse,
  })
  const turn = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  return {
    box,
    screen,
    log,
    mirrored: () => mirrored,
    type(more: string) {
      screen.text += more
      box.typed(screen.text, [screen.text.length, screen.text.length])
    },
    set(text: string) {
      screen.text = text
      box.typed(text, [text.length, text.length])
    },
    timePasses: () => timers.splice(0).forEach((then) => void then()),
    async answers(answer: Answer = {}) {
      await turn()
      waiting.shift()?.(answer)
      await turn()
    },
    turn,
  }
}
const row = (text: string, changed: number, over: Partial<DraftRow> = {}): DraftRow => ({
  conversation: 'dm:ada:bob',
  text,
  changed,
  ...over,
})
const sent = { id: 'x' }

test('text leaves the box only when it is on disk', async () => {
  const { box, screen, type, answers, mirrored } = world()
  type('hello')
  const done = box.submit()
  expect(screen.text).toBe('hello')
  expect(box.state().saving).toBe(true)
  await answers(sent)
  expect(await done).toBe(true)
  expect(screen.text).toBe('')
  expect(mirrored()).toBeUndefined()
  expect(box.state()).toMatchObject({ empty: true, saving: false })
})

test('a failed save keeps the text and says why, and trying again sends it', async () => {
  const { box, screen, type, answers, mirrored } = world()
  type('hello')
  const done = box.submit()
  await answers({ failed: 'full' })
  expect(await done).toBe(false)
  expect(screen.text).toBe('hello')
  expect(mirrored()?.text).toBe('hello')
  expect(box.state().trouble).toBe('full')
  const again = box.submit()
  await answers(sent)
  expect(await again).toBe(true)
  expect(screen.text).toBe('')
  expect(box.state().trouble).toBeUndefined()
})

test('a command that throws is a failed save', async () => {
  const { box, type, answers } = world()
  type('hello')
  const done = box.submit()
  await answers(Promise.reject(new Error('closed')) as never)
  expect(await done).toBe(false)
  expect(box.state().trouble).toBe('not-saved')
})

test('typing goes on while a message is being saved, and several go in order', async () => {
  const { box, screen, type, answers, log } = world()
  type('one')
  void box.submit()
  type('two')
  void box.submit()
  type('thr')
  await answers(sent)
  expect(screen.text).toBe('twothr')
  await answers(sent)
  expect(screen.text).toBe('thr')
  expect(log).toEqual(['send one', 'send two'])
})

test('a text that takes the place of one that is being saved stays whole, however alike', async () => {
  const { box, screen, set, answers, log, mirrored } = world()
  set('message 1')
  const first = box.submit()
  set('message 2')
  expect(mirrored()?.text).toBe('message 1\nmessage 2')
  const second = box.submit()
  set('message')
  await answers(sent)
  expect(await first).toBe(true)
  await answers(sent)
  expect(await second).toBe(true)
  expect(log).toEqual(['send message 1', 'send message 2'])
  expect(screen.text).toBe('message')
  expect(mirrored()?.text).toBe('message')
})

test('where another text took its place, what could not be saved is back above it', async () => {
  const { box, screen, set, answers } = world()
  set('two')
  const done = box.submit()
  set('three')
  await answers({ failed: 'full' })
  expect(await done).toBe(false)
  expect(screen.text).toBe('two\nthree')
})

test('when the first of several fails none behind it is sent, and each is back on a line of its own', async () => {
  const { box, screen, type, answers, log } = world()
  type('one')
  void box.submit()
  type('two')
  void box.submit()
  await answers({ failed: 'unavailable' })
  expect(screen.text).toBe('one\ntwo')
  expect(log).toEqual(['send one'])
})

test('a draft saved while a message is on its way never holds what was sent', async () => {
  const { box, type, answers, timePasses, turn, log } = world()
  type('one')
  timePasses()
  await turn()
  void box.submit()
  type('two')
  timePasses()
  await answers()
  await answers(sent)
  await answers()
  expect(log).toEqual(['draft one', 'send one', 'draft two'])
})

test('what is typed is mirrored at once and on disk after a moment', async () => {
  const { type, timePasses, log, mirrored, turn } = world()
  type('h')
  expect(mirrored()?.text).toBe('h')
  type('i')
  expect(log).toEqual([])
  timePasses()
  await turn()
  expect(log).toEqual(['draft hi'])
})

test('an emptied box takes its draft off the disk', async () => {
  const { set, timePasses, log, mirrored, turn } = world()
  set('h')
  set('')
  timePasses()
  await turn()
  expect(log).toEqual(['no draft'])
  expect(mirrored()).toBeUndefined()
})

test('the draft and its caret come back', () => {
  const { box, screen } = world()
  box.told(row('hello', 5, { selection: [2, 3] }))
  expect(screen).toMatchObject({ text: 'hello', selection: [2, 3] })
})

test('what was typed before the disk had answered goes behind the draft', () => {
  const { box, screen, type } = world()
  type('!')
  box.told(row('hello', 5_000))
  expect(screen.text).toBe('hello!')
})

test('the mirror wins where the disk could not take the last keys', () => {
  const { box, screen } = world({ mirrored: { text: 'hello you', changed: 9 } })
  box.told(row('hello', 5))
  expect(screen.text).toBe('hello you')
})

test('the mirror of a message that was sent is no draft', async () => {
  const { box, screen, turn, mirrored } = world({ mirrored: { text: 'hello', changed: 9 }, sent: 'hello' })
  box.told(undefined)
  await turn()
  expect(screen.text).toBe('')
  expect(mirrored()).toBeUndefined()
})

test('a mirror that the disk knows nothing of is kept, and saved', async () => {
  const { box, screen, timePasses, log, turn } = world({ mirrored: { text: 'hello', changed: 9 } })
  box.told(undefined)
  await turn()
  timePasses()
  await turn()
  expect(screen.text).toBe('hello')
  expect(log).toEqual(['draft hello'])
})

test('what another tab writes is taken over where nobody is typing here', () => {
  const { box, screen } = world()
  box.told(row('hello', 5))
  box.told(row('hello you', 9_000))
  expect(screen.text).toBe('hello')
  screen.inUse = false
  box.told(row('hello both', 9_001))
  expect(screen.text).toBe('hello both')
  box.told(undefined)
  expect(screen.text).toBe('')
})

test('an edit that the outbox begins is taken up, also where the caret has gone back into the box', () => {
  const { box, screen } = world()
  box.told(row('half a', 5))
  box.told(row('teh text', 6, { editing: 'm1', aside: { text: 'half a' } }))
  expect(screen.text).toBe('teh text')
  expect(box.state().editing).toBe('m1')
  box.told(row('of another tab', 9_000, { editing: 'm1' }))
  expect(screen.text).toBe('teh text')
})

test('an older draft of another tab does not bring back what was sent here', async () => {
  const { box, screen, type, answers, timePasses } = world()
  screen.inUse = false
  type('hello')
  timePasses()
  await answers()
  void box.submit()
  await answers(sent)
  box.told(row('hello', 1001))
  expect(screen.text).toBe('')
})

test('an edit puts the draft aside and gives it back', async () => {
  const { box, screen, type, set, answers, turn, log } = world()
  type('half a')
  box.edit('m1', 'teh text')
  expect(screen.text).toBe('teh text')
  expect(box.state().editing).toBe('m1')
  await turn()
  set('the text')
  void box.submit()
  await answers()
  await answers()
  expect(log).toEqual(['draft teh text of m1', 'edit m1 the text'])
  expect(screen.text).toBe('half a')
  expect(box.state().editing).toBeUndefined()
})

test('a cancelled edit gives the draft back', () => {
  const { box, screen, type } = world()
  type('half a')
  box.edit('m1', 'text')
  box.cancel()
  expect(screen.text).toBe('half a')
  expect(box.state()).toEqual({ empty: false, room: { state: 'enough' }, saving: false })
})

test('an edit with what it put aside survives a reload', () => {
  const { box, screen } = world()
  box.told(row('the text', 5, { editing: 'm1', aside: { text: 'half a' } }))
  expect(box.state().editing).toBe('m1')
  box.cancel()
  expect(screen.text).toBe('half a')
})

test('what is written answers the message that was chosen, and what is written next does not', async () => {
  const { box, type, answers, turn, log, mirrored } = world()
  box.reply('m1')
  expect(mirrored()).toMatchObject({ text: '', reply: 'm1' })
  await answers()
  type('yes')
  void box.submit()
  expect(box.state().reply).toBeUndefined()
  type('and')
  expect(mirrored()).toMatchObject({ text: 'yesand', reply: 'm1' })
  void box.submit()
  await answers(sent)
  await answers(sent)
  await turn()
  expect(log).toEqual(['draft  to m1', 'send yes to m1', 'send and'])
  expect(mirrored()).toBeUndefined()
})

test('a reply that could not be saved is still a reply', async () => {
  const { box, type, answers } = world()
  box.reply('m1')
  await answers()
  type('yes')
  void box.submit()
  await answers({ failed: 'full' })
  expect(box.state()).toMatchObject({ reply: 'm1', trouble: 'full' })
})

test('whom one answers survives a reload and an edit in between, and is taken back by a cancel', () => {
  const { box, screen } = world()
  box.told(row('half a', 5, { reply: 'm1' }))
  expect(box.state().reply).toBe('m1')
  box.edit('m2', 'text')
  expect(box.state().reply).toBeUndefined()
  box.cancel()
  expect(box.state().reply).toBe('m1')
  expect(screen.text).toBe('half a')
  box.cancel()
  expect(box.state().reply).toBeUndefined()
  expect(screen.text).toBe('half a')
})

test('to answer while a message is being changed ends the change', () => {
  const { box, screen, type } = world()
  type('half a')
  box.edit('m2', 'text')
  box.reply('m1')
  expect(screen.text).toBe('half a')
  expect(box.state()).toMatchObject({ reply: 'm1' })
  expect(box.state().editing).toBeUndefined()
})

test('a refused message that was changed is sent anew in its place', async () => {
  const { box, answers, log } = world({ refused: true })
  box.edit('m1', 'text')
  void box.submit()
  await answers()
  await answers(sent)
  expect(log).toEqual(['draft text of m1', 'send text instead of m1'])
})

test('while a word is being put together the field is left alone', async () => {
  const { box, screen, type, answers } = world()
  type('one')
  void box.submit()
  screen.composing = true
  type('に')
  await answers(sent)
  expect(screen.text).toBe('oneに')
  screen.composing = false
  box.composed()
  expect(screen.text).toBe('に')
})

test('white space alone and what is too long are not sent', async () => {
  const { box, set } = world()
  set(' \n')
  expect(await box.submit()).toBe(false)
  box.setLimit(4)
  set('hello')
  expect(await box.submit()).toBe(false)
  expect(box.state().room).toEqual({ state: 'over', excess: 1 })
})

test('the state is the same object while nothing of it changes, so that typing draws nothing', () => {
  const { box, type } = world()
  type('h')
  const before = box.state()
  type('e')
  type('llo')
  expect(box.state()).toBe(before)
})

test('what is pasted goes in as long as it can be laid out, and is refused in words where it cannot', async () => {
  const { box, type } = world()
  box.setLimit(10)
  type('1234')
  expect(box.takes(76)).toBe(true)
  expect(box.state().trouble).toBeUndefined()
  expect(box.takes(77)).toBe(false)
  expect(box.state().trouble).toBe('not-put')
  type('5')
  expect(box.state().trouble).toBeUndefined()
})
