/**
 * The order that is shown while the list is held: as it was, so that nothing moves under a finger or the focus. What is
 * gone is gone; what is new comes last.
 */
export function heldOrder<Item extends { id: string }>(shown: readonly string[], items: readonly Item[]): Item[] {
  const place = new Map(shown.map((id, i) => [id, i]))
  return items
    .map((item, i) => ({ item, place: place.get(item.id) ?? shown.length + i }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item)
}
