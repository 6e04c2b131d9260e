import { type ComponentType, useEffect, useState } from 'react'

/** Loaded late, and not because anybody asked for it. */
export interface Part<P> {
  load: () => Promise<ComponentType<P>>
  loaded?: ComponentType<P>
}

/** Until it is loaded, and where it can't be, nothing is lacking but the part. Tried again whenever it is mounted. */
export function usePart<P>(part: Part<P>): ComponentType<P> | undefined {
  const [shown, setShown] = useState(() => part.loaded)
  useEffect(() => {
    if (part.loaded) return
    part.load().then(
      (loaded) => {
        part.loaded = loaded
        setShown(() => loaded)
      },
      () => {},
    )
  }, [part])
  return shown
}
