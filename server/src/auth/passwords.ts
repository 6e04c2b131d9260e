/** Argon2id, off the main thread, a few at a time. */
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { codePoints } from '#protocol/limits.ts'

/** OWASP's smallest recommended: 19 MiB, two passes, one lane; Argon2id is the library's default. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export class Overloaded extends Error {
  override name = 'Overloaded'
}

export interface Passwords {
  /** @throws Overloaded */
  hash(password: string): Promise<string>
  /** An unknown user's password is compared with nobody's, in the same time. @throws Overloaded */
  verify(stored: string | undefined, password: string): Promise<boolean>
}

/** @param queue how many may wait for their turn */
export async function createPasswords(queue: number): Promise<Passwords> {
  const turn = createTurns(Math.max(2, availableParallelism() - 1), queue)
  const nobodys = await hash(crypto.randomUUID(), COST)
  return {
    hash: (password) => turn(() => hash(password, COST)),
    verify: (stored, password) => turn(async () => (await verify(stored ?? nobodys, password)) && stored !== undefined),
  }
}

/** Runs at most `width` at once, and lets at most `queue` wait. */
function createTurns(width: number, queue: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async function turn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= width) {
      if (waiting.length >= queue) throw new Overloaded()
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

export const isPasswordOfLength = (password: string, length: { min: number; max: number }): boolean => {
  const count = codePoints(password)
  return count >= length.min && count <= length.max
}
