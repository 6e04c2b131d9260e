import { describe, expect, test } from 'vitest'
import type { Reason } from '#protocol/rejection.ts'
import { newId, type Wish } from '../../../test/world.ts'
import type { Begin } from '../store.contract.ts'

const conversation = 'dm:ada:bob'
const HASH = 'a'.repeat(64)
const file = (size = 1, name = 'a.png') => ({ id: newId(), name, type: 'image/png', size, hash: HASH })
const EURO = '€' // three bytes
const FACE = '😀' // four bytes, two units, one code point
const LONE = '\ud83d'

export function formContract(begin: Begin): void {
  describe('sizes, counts, blanks and Unicode', () => {
    const limits = { textBytes: 12, titleCodePoints: 10, aboutCodePoints: 3, emojiBytes: 8, files: 2, fileBytes: 10 }

    const refused: [string, Wish, Reason][] = [
      ['an empty text', { kind: 'message', conversation, text: '' }, 'invalid'],
      ['an empty text with an empty list of files', { kind: 'message', conversation, text: '', files: [] }, 'invalid'],
      ['a text of white space', { kind: 'message', conversation, text: ' \u00a0\ufeff\n' }, 'invalid'],
      ['white space with files', { kind: 'message', conversation, text: ' ', files: [file()] }, 'invalid'],
      ['a lone surrogate', { kind: 'message', conversation, text: `a${LONE}` }, 'invalid'],
      ['a text of a byte too many', { kind: 'message', conversation, text: `${EURO.repeat(4)}a` }, 'too-large'],
      ['too many files', { kind: 'message', conversation, text: 'a', files: [file(), file(), file()] }, 'too-large'],
      ['too large a file', { kind: 'message', conversation, text: 'a', files: [file(11)] }, 'too-large'],
      ['a malformed file name', { kind: 'message', conversation, text: '', files: [file(1, LONE)] }, 'invalid'],
      ['a blank edit', { kind: 'edit', conversation, target: newId(), text: ' ' }, 'invalid'],
      ['too long an edit', { kind: 'edit', conversation, target: newId(), text: 'a'.repeat(13) }, 'too-large'],
      ['a blank emoji', { kind: 'react', conversation, target: newId(), emoji: '', on: true }, 'invalid'],
      [
        'too long an emoji',
        { kind: 'react', conversation, target: newId(), emoji: 'x'.repeat(9), on: true },
        'too-large',
      ],
      ['a blank title', { kind: 'group', conversation: newId(), title: '\t', members: [] }, 'invalid'],
      ['too long a title', { kind: 'group', conversation: newId(), title: FACE.repeat(11), members: [] }, 'too-large'],
      ['a malformed title', { kind: 'group', conversation: newId(), title: LONE, members: [] }, 'invalid'],
      ['a blank name', { kind: 'profile', name: ' ' }, 'invalid'],
      ['too long a name', { kind: 'profile', name: 'a'.repeat(11) }, 'too-large'],
      ['a malformed about', { kind: 'profile', about: LONE }, 'invalid'],
      ['too long an about', { kind: 'profile', about: 'abcd' }, 'too-large'],
      [
        'a group under a name that is no UUIDv7',
        { kind: 'group', conversation: 'club', title: 'a', members: [] },
        'invalid',
      ],
      ['a group under a direct name', { kind: 'group', conversation, title: 'a', members: [] }, 'invalid'],
      ['renaming a direct conversation', { kind: 'rename', conversation, title: 'a' }, 'invalid'],
      ['adding to a direct conversation', { kind: 'add', conversation, member: 'bob' }, 'invalid'],
      ['joining a direct conversation', { kind: 'join', conversation, token: 't' }, 'invalid'],
      ['dropping from a direct conversation', { kind: 'drop', conversation, member: 'bob' }, 'invalid'],
      ['promoting in a direct conversation', { kind: 'admin', conversation, member: 'bob', on: true }, 'invalid'],
      ['handles out of order', { kind: 'message', conversation: 'dm:bob:ada', text: 'a' }, 'invalid'],
      ['a conversation that is none', { kind: 'message', conversation: 'club', text: 'a' }, 'no-such-conversation'],
      ['a direct one with nobody', { kind: 'message', conversation: 'dm:ada', text: 'a' }, 'no-such-conversation'],
      [
        'a direct one with who is no handle',
        { kind: 'message', conversation: 'dm:ada:Bob', text: 'a' },
        'no-such-conversation',
      ],
      [
        'a name that is too long for one',
        { kind: 'message', conversation: 'x'.repeat(100), text: 'a' },
        'no-such-conversation',
      ],
      [
        'a token too long for any',
        { kind: 'join', conversation: newId(), token: 'x'.repeat(300) },
        'no-such-conversation',
      ],
      ['blocking oneself', { kind: 'block', user: 'ada', on: true }, 'invalid'],
    ]
    test('what breaks a limit is refused with its reason', async () => {
      const world = await begin(limits)
      const [ada] = await world.people('ada', 'bob')
      for (const [what, wish, reason] of refused) expect([what, await ada.does(wish)]).toEqual([what, reason])
    })

    const taken: [string, Wish][] = [
      ['a text of exactly the limit', { kind: 'message', conversation, text: EURO.repeat(4) }],
      ['no text but files', { kind: 'message', conversation, text: '', files: [file(10), file(0)] }],
      ['white space around a text', { kind: 'message', conversation, text: ' \r\n a\u0000 ' }],
      ['a title counted in code points', { kind: 'group', conversation: newId(), title: FACE.repeat(10), members: [] }],
      ['a name counted in code points', { kind: 'profile', name: FACE.repeat(10) }],
      ['an about', { kind: 'profile', about: FACE.repeat(3) }],
      ['taking the about back', { kind: 'profile', about: '' }],
    ]
    test('what keeps to the limits is taken and comes back as it was said', async () => {
      const world = await begin(limits)
      const [ada] = await world.people('ada', 'bob')
      for (const [what, wish] of taken)
        expect([what, await ada.does(wish)]).toEqual([what, expect.objectContaining(wish)])
    })
  })
}
