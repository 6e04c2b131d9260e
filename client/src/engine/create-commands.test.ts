import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { createCommands } from './create-commands.ts'
import { memoryStore } from './memory-store.ts'
import { ADA, message, opId } from './testbed.ts'

function desk(limits = DEFAULT_LIMITS) {
  const store = memoryStore(ADA)
  let ids = 1
  const commands = createCommands({
    store,
    clock: { now: () => 1_234.5 },
    random: { uuid: () => opId(ids++) },
    self: 'ada',
    limits: () => limits,
  })
  const ops = () => store.rows('outbox').map(({ op }) => op)
  const lead = async () => ((await store.lead()) as { term: number }).term
  const handOver = async (...ids: string[]) => void (await store.markHanded(await lead(), ids, 1))
  return { store, commands, ops, lead, handOver }
}

const conversation = 'dm:ada:bob'

describe('sending', () => {
  test('the text is kept byte for byte, and the draft goes with it', async () => {
    const { commands, ops, store } = desk()
    await commands.saveDraft({ conversation, text: ' hi\n', changed: 1 })
    expect(await commands.sendMessage({ conversation, text: ' hi\n' })).toEqual({ id: opId(1) })
    expect(ops()).toEqual([{ id: opId(1), at: 1_235, kind: 'message', conversation, text: ' hi\n' }])
    expect(store.rows('drafts')).toEqual([])
  })

  test('what the server would refuse is refused before it is queued', async () => {
    const { commands, ops } = desk({ ...DEFAULT_LIMITS, text: 8, title: 3 })
    expect(await commands.sendMessage({ conversation, text: ' \n\u00a0\u3000' })).toEqual({ refused: 'empty' })
    expect(await commands.sendMessage({ conversation, text: 'a\ud800' })).toEqual({ refused: 'malformed' })
    expect(await commands.sendMessage({ conversation, text: '👍👍👍' })).toEqual({ refused: 'too-large', excess: 1 })
    expect(await commands.sendMessage({ conversation, text: 'ääääb' })).toEqual({ refused: 'too-large', excess: 1 })
    expect(await commands.rename({ conversation, title: '👍👍👍👍👍' })).toEqual({ refused: 'too-large', excess: 2 })
    expect(await commands.setProfile({ name: '  ' })).toEqual({ refused: 'empty' })
    expect(ops()).toEqual([])
    expect(await commands.sendMessage({ conversation, text: '👍👍' })).toEqual({ id: opId(1) })
  })

  test('whom it is for goes by the user id where that is known, so that a later holder of the handle is not meant', async () => {
    const { commands, ops, store, lead } = desk()
    await store.applyUsers(await lead(), [{ id: 'user-bob', handle: 'bob', name: 'Bob' }], ['bob'])
    await commands.sendMessage({ conversation, text: 'hi' })
    await commands.sendMessage({ conversation: 'dm:ada:ada', text: 'note' })
    await commands.createGroup({ title: ' Rowing ', members: ['bob', 'cyd', 'bob', 'ada'] })
    expect(ops()).toMatchObject([
      { peer: 'user-bob' },
      { text: 'note' },
      { title: 'Rowing', members: ['bob', 'cyd'], peers: { bob: 'user-bob' } },
    ])
    expect(ops()[1]).not.toHaveProperty('peer')
  })

  test('nothing is refused where the disk is full, and nothing is said to be kept', async () => {
    const { commands, store } = desk()
    store.fail({ failed: 'full' })
    expect(await commands.sendMessage({ conversation, text: 'hi' })).toEqual({ failed: 'full' })
  })
})

describe('[S9] changing one’s mind', () => {
  test('a message that never left is changed, or taken out, in place', async () => {
    const { commands, ops } = desk()
    await commands.sendMessage({ conversation, text: 'one' })
    await commands.editMessage({ conversation, target: opId(1), text: 'two' })
    expect(ops()).toMatchObject([{ id: opId(1), kind: 'message', text: 'two' }])
    await commands.removeMessage({ conversation, target: opId(1) })
    expect(ops()).toEqual([])
  })

  test('one that was handed over stays as it is, with an edit or a removal behind it', async () => {
    const { commands, ops, handOver } = desk()
    await commands.sendMessage({ conversation, text: 'one' })
    await handOver(opId(1))
    await commands.editMessage({ conversation, target: opId(1), text: 'two' })
    await commands.removeMessage({ conversation, target: opId(1) })
    expect(ops()).toMatchObject([
      { kind: 'message', text: 'one' },
      { kind: 'edit', target: opId(1), text: 'two' },
      { kind: 'remove', target: opId(1) },
    ])
  })
})

test('a forwarded text goes to each, and leaves what is being written there alone', async () => {
  const { commands, ops, store } = desk()
  await commands.saveDraft({ conversation, text: 'half a', changed: 1 })
  await commands.forward({ to: [conversation, 'dm:ada:cyd'], text: 'look' })
  expect(ops()).toMatchObject([
    { kind: 'message', conversation, text: 'look' },
    { kind: 'message', conversation: 'dm:ada:cyd', text: 'look' },
  ])
  expect(store.rows('drafts')).toMatchObject([{ text: 'half a' }])
})

describe('[S9] what waits behind a message', () => {
  const target = opId(900)

  test('a second edit or a reaction thought better of takes the place of the first, as long as none was handed over', async () => {
    const { commands, ops, handOver } = desk()
    await commands.editMessage({ conversation, target, text: 'one' })
    await commands.editMessage({ conversation, target, text: 'two' })
    await commands.react({ conversation, target, emoji: '👍', on: true })
    await commands.react({ conversation, target, emoji: '🎉', on: true })
    await commands.react({ conversation, target, emoji: '👍', on: false })
    expect(ops()).toMatchObject([{ text: 'two' }, { emoji: '🎉' }, { emoji: '👍', on: false }])
    await handOver(...ops().map(({ id }) => id))
    await commands.editMessage({ conversation, target, text: 'three' })
    await commands.react({ conversation, target, emoji: '👍', on: true })
    expect(ops()).toHaveLength(5)
  })

  test('an edit that leaves the words as they were is none, and takes back one that waits', async () => {
    const { commands, ops, handOver } = desk()
    await commands.sendMessage({ conversation, text: 'one' })
    await handOver(opId(1))
    const saves = (text: string) => commands.editMessage({ conversation, target: opId(1), text })
    await saves('one')
    expect(ops()).toHaveLength(1)
    await saves('two')
    expect(ops()).toHaveLength(2)
    await saves('one')
    expect(ops()).toHaveLength(1)
    await saves('two')
    await handOver(...ops().map(({ id }) => id))
    await saves('one')
    expect(ops()).toMatchObject([{ text: 'one' }, { text: 'two' }, { text: 'one' }])
  })

  test('is taken back, unless it was handed over', async () => {
    const { commands, ops, handOver } = desk()
    await commands.removeMessage({ conversation, target })
    expect(await commands.undo(opId(1))).toEqual({ undone: true })
    expect(ops()).toEqual([])
    await commands.editMessage({ conversation, target, text: 'two' })
    await handOver(opId(2))
    expect(await commands.undo(opId(2))).toEqual({ undone: false })
    expect(ops()).toHaveLength(1)
  })
})

describe('a refused op', () => {
  test('goes as a new op with a new id, and is put away', async () => {
    const { commands, store, lead } = desk()
    await store.enqueue([message(900)])
    await store.rejectLocally(await lead(), opId(900), 'invalid', 1)
    await commands.tryAgain(opId(900))
    expect(store.rows('outbox')).toMatchObject([
      { id: opId(900), rejected: 'invalid', dismissed: true },
      { id: opId(1), op: { ...message(900), id: opId(1), at: 1_235 }, state: 'waiting' },
    ])
  })

  test('that is sent anew with another text still answers what it answered', async () => {
    const { commands, ops, store, lead } = desk()
    await commands.sendMessage({ conversation, text: 'too long', reply: opId(77) })
    await store.rejectLocally(await lead(), opId(1), 'too-large', 1)
    await commands.sendMessage({ conversation, text: 'short', instead: opId(1) })
    expect(ops()[1]).toMatchObject({ text: 'short', reply: opId(77) })
  })

  test('is not tried again unless it was refused', async () => {
    const { commands, store } = desk()
    await store.enqueue([message(900)])
    await commands.tryAgain(opId(900))
    expect(store.rows('outbox')).toHaveLength(1)
  })
})

test('many marks become one op as long as none was handed over, and a mark never moves back', async () => {
  const { commands, ops } = desk()
  for (const position of [3, 7, 5]) await commands.markRead({ conversation, position })
  expect(ops()).toMatchObject([{ kind: 'read', position: 7 }])
})
