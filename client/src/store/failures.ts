/** What IndexedDB and Dexie throw, told as what it means for whoever wanted to write. */
import type { WriteFailure } from '#engine/ports.ts'

/** `undefined`: no fault of the storage but a bug, to be thrown on. */
export function failureOf(error: unknown): WriteFailure | undefined {
  const names = namesOf(error)
  if (names.some((name) => FULL.has(name))) return { failed: 'full' }
  if (names.some((name) => UNAVAILABLE.has(name))) return { failed: 'unavailable' }
  return undefined
}

const FULL: ReadonlySet<string> = new Set(['QuotaExceededError'])
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'AbortError',
  'DatabaseClosedError',
  'DatabaseClosed',
  'InvalidStateError',
  'InvalidState',
  'MissingAPIError',
  'NotFoundError',
  'OpenFailedError',
  'OpenFailed',
  'SecurityError',
  'TimeoutError',
  'Timeout',
  'TransactionInactiveError',
  'UnknownError',
  'Unknown',
  'VersionError',
])

/** A full disk comes as an `AbortError` with the truth inside; `inner` is walked to its end. */
function namesOf(error: unknown): string[] {
  const names: string[] = []
  for (
    let at = error;
    typeof at === 'object' && at !== null && names.length < 10;
    at = (at as { inner?: unknown }).inner
  ) {
    const { name } = at as { name?: unknown }
    if (typeof name === 'string') names.push(name)
  }
  return names
}
