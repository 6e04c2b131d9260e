/** UUIDv7s that a seed decides. */
import type { Choices } from './choices.ts'

export function uuids(choices: Choices, now: () => number): () => string {
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(choices.fraction() * 16).toString(16)).join('')
  return () => {
    const ms = Math.floor(now()).toString(16).padStart(12, '0')
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`
  }
}
