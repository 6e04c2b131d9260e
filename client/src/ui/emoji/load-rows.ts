import url from 'virtual:emoji-data'
import type { EmojiRow } from './rows.ts'

let rows: Promise<readonly EmojiRow[]> | undefined

/** Kept with the app: from its own origin alone. A try that failed is made again with the next call. */
export function loadRows(): Promise<readonly EmojiRow[]> {
  rows ??= fetchRows().catch((error: unknown) => {
    rows = undefined
    throw error
  })
  return rows
}

async function fetchRows(): Promise<readonly EmojiRow[]> {
  const { ok, status, body } = await fetch(url)
  if (!ok || !body) throw new Error(`no emoji: ${status}`)
  const unpacked = body.pipeThrough(new DecompressionStream('gzip'))
  return (await new Response(unpacked).json()) as readonly EmojiRow[]
}
