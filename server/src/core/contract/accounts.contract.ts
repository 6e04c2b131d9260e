import { describe, expect, test } from 'vitest'
import { granted, opOf } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const device = { name: 'phone', tokenHash: 'a token' }

export function accountsContract(begin: Begin): void {
  describe('accounts and devices', () => {
    test('one that may only be the first is made while nobody has an account', async () => {
      const world = await begin()
      const asked = (handle: string) => {
        const ask = { handle, name: handle, passwordHash: 'x', device: { ...device, tokenHash: handle } }
        return world.store.ask('createAccount', { ...ask, first: true })
      }
      expect(await world.store.ask('inhabited', {})).toBe(false)
      expect(await asked('ada')).toMatchObject({ user: { handle: 'ada' } })
      expect(await world.store.ask('inhabited', {})).toBe(true)
      expect(await asked('bob')).toBe('closed')
    })

    test('a handle is given once, and other spellings are refused', async () => {
      const world = await begin({ titleCodePoints: 5 })
      await world.store.ask('createAccount', { handle: 'ada', name: 'Ada', passwordHash: 'x', device })
      const asks: [string, string, string][] = [
        ['ada', 'Ada', 'taken'],
        ['Ada', 'Ada', 'invalid'],
        ['a', 'Ada', 'invalid'],
        ['-bo', 'Bo', 'invalid'],
        ['bo', ' ', 'invalid'],
        ['bo', 'abcdef', 'invalid'],
        ['bo', '\ud800', 'invalid'],
      ]
      for (const [handle, name, answer] of asks) {
        const other = { ...device, tokenHash: `${handle} ${name}` }
        const ask = { handle, name, passwordHash: 'x', device: other }
        expect([handle, await world.store.ask('createAccount', ask)]).toEqual([handle, answer])
      }
    })

    test('a session is found by its token, until its device is revoked', async () => {
      const world = await begin()
      const ask = { handle: 'ada', name: 'Ada', passwordHash: 'secret hash', device }
      const account = await world.store.ask('createAccount', ask)
      if (typeof account === 'string' || 'refused' in account) throw new Error('refused')
      const { store } = world
      expect(await store.ask('session', { tokenHash: 'a token' })).toEqual(account)
      expect((await store.ask('session', { tokenHash: 'another' })) ?? undefined).toBeUndefined()
      expect(await store.ask('passwordHash', { handle: 'ada' })).toBe('secret hash')
      expect((await store.ask('passwordHash', { handle: 'nil' })) ?? undefined).toBeUndefined()
      const asker = { user: 'ada', device: account.device.id }
      expect(await store.ask('revoke', { ...asker, id: account.device.id })).toBe('revoked')
      expect((await store.ask('session', { tokenHash: 'a token' })) ?? undefined).toBeUndefined()
    })

    test('a password is changed by who proved the one that is kept, and devices stay', async () => {
      const world = await begin()
      const [ada] = await world.people('ada')
      const laptop = await ada.another()
      const verified = String(await world.store.ask('passwordHash', { handle: 'ada' }))
      expect(await laptop.ask('changePassword', { verified: 'another', passwordHash: 'new' })).toBe('stale')
      expect(await laptop.ask('changePassword', { verified, passwordHash: 'new' })).toBe('changed')
      expect(await ada.ask('changePassword', { verified, passwordHash: 'newer' })).toBe('stale')
      expect(await world.store.ask('passwordHash', { handle: 'ada' })).toBe('new')
      expect(await world.store.ask('resetPassword', { handle: 'ada', passwordHash: 'reset' })).toBe('changed')
      expect(await world.store.ask('passwordHash', { handle: 'ada' })).toBe('reset')
      expect(await world.store.ask('resetPassword', { handle: 'nil', passwordHash: 'reset' })).toBe('not-found')
      expect(await ada.ask('devices', {})).toHaveLength(2)
    })

    test('one sees and revokes one’s own devices, and no others', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await ada.another()
      const devices = await ada.ask('devices', {})
      expect(devices.map(({ id, name }) => [id, name])).toEqual([
        [ada.asker.device, 'phone'],
        [laptop.asker.device, 'laptop'],
      ])
      expect(await ada.ask('revoke', { id: bob.asker.device })).toBe('not-found')
      expect(await ada.ask('revoke', { id: 'nonsense' })).toBe('not-found')
      expect(await ada.ask('revoke', { id: laptop.asker.device })).toBe('revoked')
      expect(await ada.ask('revoke', { id: laptop.asker.device })).toBe('not-found')
      expect(await ada.ask('devices', {})).toHaveLength(1)
    })

    test('an op outlives the device that brought it', async () => {
      const world = await begin()
      const [ada, bob] = await world.people('ada', 'bob')
      const laptop = await ada.another()
      const op = opOf({ kind: 'message', conversation: 'dm:ada:bob', text: 'hi' })
      await laptop.push([op])
      await ada.ask('revoke', { id: laptop.asker.device })
      expect(await ada.push([op], null)).toEqual({ outbox: op.id })
      expect(await bob.kinds()).toEqual(['message'])
    })

    test('nobody signs in as who is not there', async () => {
      const world = await begin()
      const answer = world.store.ask('createDevice', { handle: 'nil', device })
      expect(await answer.then((given) => (given as object) && 'refused' in (given as object))).toBe(true)
      const [ada] = await world.people('ada')
      const account = granted(await world.store.ask('createDevice', { handle: 'ada', device }))
      expect(account.user.id).toBe(ada.userId)
    })
  })
}
