/** `index.html`: the same to be read by people, in any browser, without us. No script in it, and every text escaped. */
import type { TimelineItem } from '#engine/model.ts'
import type { KeptConversation, Part } from '../../store/export.ts'

const STYLE = `
:root{color-scheme:light dark;font:16px/1.45 system-ui,sans-serif}
body{max-width:46rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem}h2{margin-top:3rem;padding-top:1rem;border-top:1px solid #8886;font-size:1.2rem}
section{content-visibility:auto;contain-intrinsic-size:auto 40rem}
p{margin:.35rem 0;overflow-wrap:anywhere}p b{font-weight:650}p time{opacity:.65;font-size:.8rem;margin-inline-start:.5rem}p time:first-child{margin:0}.q time{opacity:1}
.t{white-space:pre-wrap}.q{opacity:.7;font-style:italic}li{margin:.2rem 0}`

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string)

export interface ExportWords {
  title: string
  saved: string
  draft: string
  unsent: string
  edited: string
  removed: string
  files: (count: number) => string
  /** what somebody did, by its kind */
  event: (kind: string) => string
  dir: 'ltr' | 'rtl'
  lang: string
}

export async function* asHtml(parts: AsyncIterable<Part>, exported: Date, words: ExportWords): AsyncGenerator<string> {
  const names = new Map<string, string>()
  let numbers = new Map<string, number>()
  let isInConversation = false
  for await (const part of parts) {
    switch (part.part) {
      case 'account': {
        for (const { handle, name } of part.people) names.set(handle, name)
        const title = escaped(`${words.title} · ${part.account.name} (@${part.account.handle})`)
        yield `<!doctype html>\n<html lang="${escaped(words.lang)}" dir="${words.dir}">\n<head><meta charset="utf-8">`
        yield `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`
        yield `<meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>\n`
        yield `<body><main><h1>${title}</h1><p>${timeOf(exported.getTime())}</p>\n<ul>`
        for (const [at, conversation] of part.conversations.entries()) {
          yield `<li><a href="#c${at + 1}"><bdi>${escaped(titleOf(conversation, words))}</bdi></a></li>\n`
        }
        yield '</ul>\n'
        numbers = new Map(part.conversations.map(({ id }, at) => [id, at + 1]))
        break
      }
      case 'conversation': {
        const { conversation } = part
        const id = numbers.get(conversation.id)
        yield `${isInConversation ? '</section>\n' : ''}<section id="c${id}"><h2><bdi>${escaped(titleOf(conversation, words))}</bdi></h2>\n`
        if (conversation.draft) {
          yield `<p class="q">${escaped(words.draft)} <span class="t" dir="auto">${escaped(conversation.draft)}</span></p>\n`
        }
        isInConversation = true
        break
      }
      case 'lines':
        for (const line of part.lines) yield lineHtml(line, (handle) => names.get(handle) ?? handle, words)
    }
  }
  yield `${isInConversation ? '</section>\n' : ''}</main></body></html>\n`
}

const titleOf = ({ kind, title, id }: KeptConversation, words: ExportWords): string =>
  kind === 'self' ? words.saved : title || id

export function lineHtml(item: TimelineItem, nameOf: (handle: string) => string, words: ExportWords): string {
  const { line, by, at, pending } = item
  const time = timeOf(at)
  if (line.kind !== 'message') {
    const about = 'member' in line ? nameOf(line.member) : 'title' in line ? line.title : ''
    const said = `<bdi>${escaped(nameOf(by))}</bdi> ${escaped(words.event(line.kind))} <bdi>${escaped(about)}</bdi>`
    return `<p class="q">${said}${time}</p>\n`
  }
  const notes = [line.edited && words.edited, pending && words.unsent].filter((note) => typeof note === 'string')
  const said = line.removed
    ? `<span class="q">${escaped(words.removed)}</span>`
    : `<span class="t" dir="auto">${escaped(line.text)}</span>`
  const files = line.files?.length ? ` <span class="q">${escaped(words.files(line.files.length))}</span>` : ''
  const reactions = line.reactions.map(({ emoji, by }) => `${escaped(emoji)} ${by.length}`).join(' ')
  const tail = [...notes.map(escaped), reactions].filter(Boolean).join(' · ')
  return `<p><b><bdi>${escaped(nameOf(by))}</bdi></b>${time}<br>${said}${files}${tail ? ` <small>${tail}</small>` : ''}</p>\n`
}

const timeOf = (at: number): string => {
  const iso = new Date(at).toISOString()
  return `<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}
