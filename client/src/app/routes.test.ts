import { expect, test } from 'vitest'
import { conversationPath, infoPath, joinPath, messagePath, placeOf, settingsPath } from './routes.ts'

test('a conversation has its address, and the address its conversation', () => {
  for (const id of ['dm:ada:bob', 'dm:a.b:c_d', '01890a5d-ac96-774b-bcce-b302099a8057']) {
    expect(placeOf(conversationPath(id)).pane).toEqual({ at: 'conversation', id })
  }
  expect(conversationPath('dm:ada:bob')).toBe('/c/dm:ada:bob')
})

test('so has each of its messages', () => {
  const message = '01890a5d-ac96-774b-bcce-b302099a8057'
  expect(messagePath('dm:ada:bob', message)).toBe(`/c/dm:ada:bob/m/${message}`)
  expect(placeOf(messagePath('dm:ada:bob', message)).pane).toEqual({ at: 'conversation', id: 'dm:ada:bob', message })
})

test("a conversation's info has an address of its own, over the same conversation", () => {
  expect(placeOf(infoPath('dm:ada:bob')).pane).toEqual({ at: 'conversation', id: 'dm:ada:bob', info: true })
})

test('an address that was escaped by somebody else is the same', () => {
  expect(placeOf('/c/dm%3Aada%3Abob').pane).toEqual({ at: 'conversation', id: 'dm:ada:bob' })
})

test('an overlay lies over the pane it was opened from, and over the list when it is opened by its address', () => {
  expect(placeOf('/outbox', '/c/dm:ada:bob')).toEqual({
    overlay: 'outbox',
    path: '/c/dm:ada:bob',
    pane: { at: 'conversation', id: 'dm:ada:bob' },
  })
  expect(placeOf('/new')).toEqual({ overlay: 'new', path: '/', pane: { at: 'list' } })
})

test('an invitation lies over what was there', () => {
  expect(placeOf('/join/a-token_1', '/c/dm:ada:bob')).toMatchObject({
    overlay: 'join',
    token: 'a-token_1',
    path: '/c/dm:ada:bob',
  })
  expect(placeOf(joinPath('t'))).toEqual({ overlay: 'join', token: 't', path: '/', pane: { at: 'list' } })
})

test('settings have an address for each of their pages', () => {
  expect(placeOf('/settings').pane).toEqual({ at: 'settings' })
  expect(placeOf(settingsPath('storage')).pane).toEqual({ at: 'settings', section: 'storage' })
})

test('other addresses lead nowhere', () => {
  for (const path of ['/x', '/c', '/c/', '/c/a/b', '/c/%E0%A4%A', '/c/a/m/', '/c/a/m/%E0%A4%A', '/news']) {
    expect(placeOf(path).pane).toEqual({ at: 'nowhere' })
  }
})
