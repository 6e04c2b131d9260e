import { makeZip } from 'client-zip'
import type { Database } from '../../store/database.ts'
import type { Part } from '../../store/export.ts'
import { asHtml, type ExportWords } from './export-html.ts'
import { asJson } from './export-json.ts'
import { everything } from './settings.query.ts'

/** Read and written a page at a time, twice: once for each of its files. Throws what aborted it. */
export async function makeExport({
  database,
  words,
  signal,
  onProgress,
}: {
  database: Database
  words: ExportWords
  signal: AbortSignal
  onProgress: (percent: number) => void
}): Promise<{ blob: Blob; lines: number }> {
  const now = new Date()
  let all = 0
  let read = 0

  async function* watched(): AsyncGenerator<Part> {
    for await (const part of everything(database)) {
      signal.throwIfAborted()
      if (part.part === 'account') all = part.lines
      if (part.part === 'lines') {
        read += part.lines.length
        onProgress(Math.min(100, Math.round((100 * read) / Math.max(1, 2 * all))))
      }
      yield part
    }
  }

  const encoder = new TextEncoder()
  async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
    for await (const text of texts) yield encoder.encode(text)
  }

  const zip = makeZip(
    [
      { name: 'index.html', lastModified: now, input: encoded(asHtml(watched(), now, words)) },
      { name: 'messages.json', lastModified: now, input: encoded(asJson(watched(), now)) },
    ],
    {},
  )
  const blob = await new Response(zip, { headers: { 'content-type': 'application/zip' } }).blob()
  signal.throwIfAborted()
  return { blob, lines: Math.round(read / 2) }
}
