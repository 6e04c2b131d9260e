/** UUIDv7s that tell when and in which order they were made, and by whom. */
export function uuids(lane: number, now: () => number): () => string {
  let count = 0
  const by = (lane & 0xfff).toString(16).padStart(3, '0')
  return () => {
    const ms = Math.max(0, Math.floor(now())).toString(16).padStart(12, '0')
    count += 1
    return `${ms.slice(0, 8)}-${ms.slice(8)}-7${by}-8000-${count.toString(16).padStart(12, '0')}`
  }
}
