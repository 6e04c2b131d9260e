/** The parser comes when the first text with marks is drawn; until then, and without it, marks are drawn as typed. */
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { mayHaveMarks, type Part, plainOf } from './parts.ts'

type Parse = (text: string) => readonly Part[]

let parse: Parse | undefined
let coming: Promise<void> | undefined
const listeners = new Set<() => void>()

export function loadMarks(): Promise<void> {
  coming ??= import('./parse.ts').then(
    (parser) => {
      parse = parser.parse
      for (const listener of listeners) listener()
    },
    () => {
      coming = undefined
    },
  )
  return coming
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useParts(text: string): readonly Part[] {
  const marked = mayHaveMarks(text)
  const parser = useSyncExternalStore(subscribe, () => (marked ? parse : undefined))
  useEffect(() => {
    if (marked) void loadMarks()
  }, [marked])
  return useMemo(() => (parser ? parser(text) : [text]), [parser, text])
}

/** A text without its marks, for a line that shows no more than words. */
export function usePlain(text: string): string {
  const parts = useParts(text)
  return useMemo(() => plainOf(parts), [parts])
}
