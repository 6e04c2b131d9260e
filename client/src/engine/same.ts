type Plain = Record<string, unknown>

/** Whether two pieces of plain data say the same; a field that is `undefined` is none. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  for (const key in a) if (!isSame((a as Plain)[key], (b as Plain)[key])) return false
  for (const key in b) if ((a as Plain)[key] === undefined && (b as Plain)[key] !== undefined) return false
  return true
}
