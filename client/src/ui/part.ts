import { type ComponentType, useEffect, useState } from 'react'

/** Loaded late, and not because anybody asked for it. */
export interface Part<P> {
  load: () => Promise<ComponentType<P>>
  loaded?: ComponentType<P>
}

/** What could not be loaded is tried again after so long, and at once when there is a network. */
const AGAIN_MS = 5_000

/** Ahead of its need: it is then there at once, whatever became of the network and the disk. */
export async function fetchPart<P>(part: Part<P>): Promise<void> {
  part.loaded ??= await part.load()
}

/** Until it is loaded, and where it can't be, nothing is lacking but the part. */
export function usePart<P>(part: Part<P>): ComponentType<P> | undefined {
  const [shown, setShown] = useState(() => part.loaded)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isGone = false
    async function look() {
      clearTimeout(timer)
      if (part.loaded) return
      try {
        await repairStyles()
        const loaded = await part.load()
        part.loaded = loaded
        if (!isGone) setShown(() => loaded)
      } catch {
        if (!isGone) timer = setTimeout(look, AGAIN_MS)
      }
    }
    void look()
    addEventListener('online', look)
    return () => {
      isGone = true
      clearTimeout(timer)
      removeEventListener('online', look)
    }
  }, [part])
  return shown
}

const broken = new Set<HTMLLinkElement>()
addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') broken.add(target)
  },
  { capture: true },
)

/** A part's stylesheet is asked for once a page, and then believed to be there: one that did not come is put there anew. */
const repairStyles = (): Promise<unknown> =>
  Promise.all(
    [...broken].map(
      (link) =>
        new Promise((done, fail) => {
          broken.delete(link)
          const again = link.cloneNode() as HTMLLinkElement
          again.onload = done
          again.onerror = fail
          link.replaceWith(again)
        }),
    ),
  )
