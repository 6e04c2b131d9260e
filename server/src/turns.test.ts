import { expect, test } from 'vitest'
import { createTurns, Overloaded } from './turns.ts'

/** Work that ends when it is told to. */
function works() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<void>((resolve) => ends.push(resolve))
  }
  return { begun, work, end: () => ends.shift()?.() }
}

test('[S21] whoever asks for much waits behind themselves, and nobody else does', async () => {
  const turns = createTurns({ width: 2, queue: 10 })
  const { begun, work, end } = works()
  const asked = ['a1', 'a2', 'a3', 'a4'].map((name) => turns('ada', work(name)))
  void turns('bob', work('b1'))
  expect(begun).toEqual(['a1', 'a2', 'b1'])
  end()
  await asked[0]
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3'])
})

test('what would wait behind too much is turned away, and what waits has its turn', async () => {
  const turns = createTurns({ width: 1, queue: 1 })
  const { begun, work, end } = works()
  const first = turns('ada', work('a1'))
  const second = turns('ada', work('a2'))
  await expect(turns('ada', work('a3'))).rejects.toBeInstanceOf(Overloaded)
  end()
  await first
  end()
  await second
  expect(begun).toEqual(['a1', 'a2'])
})

test('work that fails makes room like any other', async () => {
  const turns = createTurns({ width: 1, queue: 1 })
  await expect(turns('ada', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await turns('ada', async () => 'done')).toBe('done')
})
