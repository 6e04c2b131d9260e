/** Links in a text. Only http, https and mailto are ever links, and a link says where it goes. */
import { LinkifyIt } from 'linkify-it'

export type TextPart =
  | { text: string }
  /** `host`: shown beside it, because the text does not say where it really goes */
  | { text: string; href: string; host?: string }

const linkify = new LinkifyIt({ fuzzyLink: true }).add('ftp:', null).add('//', null)
const PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:'])
/** Characters that change the order in which others are shown. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let end = 0
  for (const match of linkify.match(text) ?? []) {
    const href = hrefOf(match.schema ? match.url : match.url.replace(/^http:/, 'https:'))
    if (!href) continue
    if (match.index > end) parts.push({ text: text.slice(end, match.index) })
    const host = hiddenHost(match.text, href)
    parts.push(host ? { text: match.text, href: href.href, host } : { text: match.text, href: href.href })
    end = match.lastIndex
  }
  if (end < text.length) parts.push({ text: text.slice(end) })
  return parts
}

function hrefOf(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined
  const href = new URL(url)
  return PROTOCOLS.has(href.protocol) ? href : undefined
}

/** Look-alike letters, and characters that turn the others round, hide the real host. */
function hiddenHost(shown: string, href: URL): string | undefined {
  if (href.protocol === 'mailto:') return BIDI.test(shown) ? href.pathname : undefined
  const lookAlike = href.hostname.includes('xn--') && !shown.toLowerCase().includes(href.hostname)
  return lookAlike || BIDI.test(shown) ? href.hostname : undefined
}
