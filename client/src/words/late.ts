/** A module that comes when something drawn first needs it; what was drawn without it is then drawn anew. */
import { useEffect, useSyncExternalStore } from 'react'

export interface Late<Module> {
  subscribe(listener: () => void): () => void
  /** absent until it has come */
  module(): Module | undefined
  fetch(): void
}

export function late<Module>(load: () => Promise<Module>): Late<Module> {
  let module: Module | undefined
  let isComing = false
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    module: () => module,
    fetch() {
      if (isComing) return
      isComing = true
      load().then(
        (came) => {
          module = came
          for (const listener of listeners) listener()
        },
        () => {
          // the next one that needs it asks again
          isComing = false
        },
      )
    },
  }
}

export function useLate<Module>(late: Late<Module>, wanted: boolean): Module | undefined {
  useEffect(() => {
    if (wanted) late.fetch()
  }, [late, wanted])
  return useSyncExternalStore(late.subscribe, () => (wanted ? late.module() : undefined))
}
