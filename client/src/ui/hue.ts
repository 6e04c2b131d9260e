/** FNV-1a, 32 bits, over UTF-16 units: ids are ASCII. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/**
 * One of twelve hues, 15° to 345°: the same for a seed on every device, for ever. Seeds are ids, never names, so that a
 * rename doesn't recolour.
 */
export const hueOf = (seed: string): number => 15 + 30 * (fnv1a(seed) % 12)
