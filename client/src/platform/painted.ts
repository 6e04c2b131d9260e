/** Resolves when what is drawn now has been painted; soon, where nobody looks and nothing is. */
export function painted(): Promise<void> {
  if (document.visibilityState === 'hidden') return Promise.resolve()
  // A frame that the browser has begun is over when a task behind it runs. One that does not come is not waited for.
  const frame = new Promise<void>((done) => requestAnimationFrame(() => setTimeout(done)))
  return Promise.race([frame, new Promise<void>((done) => setTimeout(done, LONGEST_MS))])
}

const LONGEST_MS = 1_000
