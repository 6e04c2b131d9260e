/** Argon2id, off the main thread, a few at a time. */
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { codePoints } from '#protocol/limits.ts'
import { createTurns } from '../turns.ts'

/** OWASP's smallest recommended: 19 MiB, two passes, one lane; Argon2id is the library's default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export interface Passwords {
  /** @param whose who asks: who asks for much waits behind themselves. @throws Overloaded */
  hash(password: string, whose: string): Promise<string>
  /** An unknown user's password is compared with nobody's, in the same time. @throws Overloaded */
  verify(stored: string | undefined, password: string, whose: string): Promise<boolean>
}

/** @param queue how many may wait for their turn, and of one who asks */
export async function createPasswords(queue: number): Promise<Passwords> {
  const width = Math.max(2, availableParallelism() - 1)
  const [ofEach, ofAll] = [createTurns({ width, queue }), createTurns({ width, queue })]
  const turn = <T>(whose: string, work: () => Promise<T>) => ofEach(whose, () => ofAll('', work))
  const nobodys = await hash(crypto.randomUUID(), COST)
  return {
    hash: (password, whose) => turn(whose, () => hash(password, COST)),
    verify: (stored, password, whose) =>
      turn(whose, async () => (await verify(stored ?? nobodys, password)) && stored !== undefined),
  }
}

export const isPasswordOfLength = (password: string, length: { min: number; max: number }): boolean => {
  const count = codePoints(password)
  return count >= length.min && count <= length.max
}
