/** Whether the browser keeps anything for this site. Where it is set not to, the very look at `localStorage` throws. */
export function mayKeep(): boolean {
  try {
    return Boolean(localStorage && indexedDB)
  } catch {
    return false
  }
}
