import { useEffect, useRef } from 'react'

/** Done once what is open is gone and has given the focus back: what is done takes the focus for itself. */
export function useAfterwards(): (act: () => void) => void {
  const wanted = useRef<() => void>(undefined)
  useEffect(
    () => () => {
      const act = wanted.current
      // The focus is given back in the first frame.
      if (act) requestAnimationFrame(() => requestAnimationFrame(act))
    },
    [],
  )
  return (act) => {
    wanted.current = act
  }
}
