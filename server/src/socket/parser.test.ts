import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { answerPacket, Decoder, Encoder, entriesPacket } from './parser.ts'

function decode(chunk: unknown): unknown {
  const decoder = new Decoder()
  let packet: unknown
  decoder.on('decoded', (decoded: unknown) => {
    packet = decoded
  })
  decoder.add(chunk)
  return packet
}

describe('the parser', () => {
  test('reads the packets of the protocol', () => {
    expect(decode('0{"protocol":1}')).toEqual({ type: 0, nsp: '/', data: { protocol: 1 } })
    expect(decode('1')).toEqual({ type: 1, nsp: '/' })
    expect(decode('312[{"cursor":null}]')).toEqual({ type: 3, nsp: '/', id: 12, data: [{ cursor: null }] })
    expect(decode('0/admin,')).toEqual({ type: 0, nsp: '/admin' })
  })

  test('says how many bytes of UTF-8 the argument of an event took', () => {
    expect(decode('27["push",{"ops":["é🔑"]}]')).toEqual({
      type: 2,
      nsp: '/',
      id: 7,
      data: ['push', { ops: ['é🔑'] }, Buffer.byteLength('{"ops":["é🔑"]}')],
    })
  })

  test.each([
    '',
    '2',
    '2{}',
    '2["connect"]',
    '2["newListener"]',
    '2[7]',
    '3{}',
    '4"x"',
    '5["push",{}]',
    '9[]',
    '2["push",',
    '1[]',
  ])('refuses %s', (chunk) => {
    expect(() => decode(chunk)).toThrow()
  })

  test('[S21] refuses who asks for one session after the other', () => {
    const decoder = new Decoder()
    let asked = 0
    decoder.on('decoded', () => {
      asked += 1
    })
    const ask = () => {
      for (let n = 0; n < 1000; n++) decoder.add(n % 2 === 0 ? '0{"protocol":1}' : '0/admin,')
    }
    expect(ask).toThrow()
    expect(asked).toBeLessThan(100)
  })

  test('reads of bytes their placeholders alone', () => {
    const placeholder = { _placeholder: true, num: 0 }
    const json = JSON.stringify(placeholder)
    expect(decode(`51-7["push",${json}]`)).toEqual({
      type: 2,
      nsp: '/',
      id: 7,
      data: ['push', placeholder, json.length],
    })
    expect(decode(`61-7[${json}]`)).toEqual({ type: 3, nsp: '/', id: 7, data: [placeholder] })
    expect(decode(Buffer.from('2["push",{}]'))).toBeUndefined()
  })

  test('entries, whose events come as JSON, are encoded as plain JSON would be', () => {
    const event = { id: 'e', kind: 'message', text: '"é\u2028' }
    const after = { seq: 0, id: null }
    const entries = [
      { seq: 1, id: 'a', event },
      { seq: 2, id: 'c', event },
    ]
    const encoded = entries.map(({ seq, id }) => ({ seq, id, json: JSON.stringify(event) }))
    expect(entriesPacket(3, { after, entries: encoded })).toBe(`23${JSON.stringify(['entries', { after, entries }])}`)
  })

  test('a session that is there takes events and answers, and nothing else', () => {
    const decoder = new Decoder()
    const seen: unknown[] = []
    decoder.on('decoded', (packet: unknown) => seen.push(packet))
    decoder.receiver = {
      event: (...event) => seen.push(event),
      answer: (answer) => seen.push({ answer }),
    }
    for (const chunk of ['27["push",{}]', '2["typing",1]', '35["ok"]', '1', '2/admin,["push",{}]']) decoder.add(chunk)
    expect(seen).toEqual([
      ['push', {}, 2, 7],
      ['typing', 1, 1, undefined],
      { answer: 'ok' },
      { type: 1, nsp: '/' },
      { type: 2, nsp: '/admin', data: ['push', {}, 2] },
    ])
    expect(() => decoder.add('2["connect"]')).toThrow()
  })

  test('whatever is encoded is decoded to the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, id) => {
        const [chunk] = new Encoder().encode({ type: 3, nsp: '/', id, data: [value] })
        expect(decode(chunk)).toEqual({ type: 3, nsp: '/', id, data: [JSON.parse(JSON.stringify(value))] })
        expect(answerPacket(id, value)).toBe(chunk)
      }),
    )
  })
})
