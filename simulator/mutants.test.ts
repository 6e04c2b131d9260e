import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { hunt, mutants } from './mutants.ts'

test('every mistake that the simulator must find can still be made', () => {
  const names = mutants()
  expect(names.length).toBeGreaterThan(20)
  for (const name of names) execFileSync('git', ['apply', '--check', `simulator/mutants/${name}.patch`])
})

for (const name of ['ack-before-disk', 'applied-twice', 'foreign-told-apart']) {
  test(`${name} is found soon`, async () => {
    expect(await hunt(name, { worlds: 100, threads: 1 })).toMatchObject({ found: {} })
  })
}
