/** How long to rest before the next attempt. */

/**
 * Full jitter: anywhere in 0 … min(cap, base·2ⁿ), so that a thousand devices that lost the same server do not come
 * back in step.
 *
 * @param tries attempts that failed since a connection last held
 * @param fraction in [0, 1)
 */
export function backoffMs(tries: number, fraction: number, { base, cap }: { base: number; cap: number }): number {
  return Math.floor(fraction * Math.min(cap, base * 2 ** Math.min(tries, 30)))
}
