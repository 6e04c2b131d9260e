/** The servers under test: known by their address alone. */
import { describe, inject } from 'vitest'

export interface Address {
  /** without a slash at its end */
  url: string
}

export interface Target extends Address {
  name: string
}

declare module 'vitest' {
  interface ProvidedContext {
    targets: Target[]
  }
}

/** The same tests against each server. */
export function forEachTarget(title: string, tests: (server: Target) => void): void {
  for (const target of inject('targets')) describe(`${title} (${target.name})`, () => tests(target))
}
