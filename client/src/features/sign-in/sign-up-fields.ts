import { isHandle } from '#protocol/ids.ts'
import { codePoints, DEFAULT_LIMITS, PASSWORD_CODE_POINTS } from '#protocol/limits.ts'

export interface NewAccount {
  name: string
  handle: string
  password: string
}

export interface FieldFaults {
  name?: 'empty' | 'too-long'
  handle?: 'malformed'
  password?: 'too-short' | 'too-long'
}

/** Usernames are in small letters alone, so capitals can only mean them. */
export const asHandle = (typed: string): string => typed.trim().replace(/^@/, '').toLowerCase()

/** What the server would refuse, found before it is asked. */
export function faultsOf({ name, handle, password }: NewAccount): FieldFaults {
  const faults: FieldFaults = {}
  if (name.trim() === '') faults.name = 'empty'
  else if (codePoints(name) > DEFAULT_LIMITS.title) faults.name = 'too-long'
  if (!isHandle(handle)) faults.handle = 'malformed'
  const length = codePoints(password)
  if (length < PASSWORD_CODE_POINTS.min) faults.password = 'too-short'
  else if (length > PASSWORD_CODE_POINTS.max) faults.password = 'too-long'
  return faults
}

export const isFaultless = (faults: FieldFaults): boolean => Object.keys(faults).length === 0
