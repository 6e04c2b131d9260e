/** Light marks in a text, by marked's lexer alone: bold, italic, strike, code, quotes and lists. Loaded when needed. */
import { Lexer, type Token, Tokenizer, type Tokens } from 'marked'
import { isBlock, type Part } from './parts.ts'

/** Deeper than this nobody writes: the rest stays as it was typed, and a hostile text breaks nothing. */
const DEEPEST = 6
/** Longer ones are logs and pasted pages: they stay as they were typed. */
const LONGEST = 8_000

const WORD = /[\p{L}\p{N}]/u
/** A mark begins where a word could. A backslash keeps one from being a mark. */
const BEFORE = /[\p{L}\p{N}\\]/u
const QUOTE = /^(?: {0,3}>(?: [^\n]*)?(?:\n|$))+/
const LIST = /^ {0,3}(?:[-*+]|\d{1,9}[.)]) [^\n]*(?:\n(?: {0,3}(?:[-*+]|\d{1,9}[.)]) | {2})[^\n]*)*/
const ADDRESS = /^(?:https?:\/\/|www\.)\S+/i

/** What people type as words stays words: no headings, tables, HTML, or links that say something else than they do. */
class ChatTokenizer extends Tokenizer {
  override emStrong(src: string, masked: string, before = '') {
    if (BEFORE.test(before)) return undefined
    return closed(src, super.emStrong(src, masked, before))
  }
  override del(src: string, masked: string, before = '') {
    if (!src.startsWith('~~') || BEFORE.test(before)) return undefined
    return closed(src, super.del(src, masked, before))
  }
  /** Of these lines alone: an answer right below a quote is no part of it. */
  override blockquote(src: string) {
    const [lines] = QUOTE.exec(src) ?? []
    return lines ? super.blockquote(lines) : undefined
  }
  override list(src: string) {
    const [lines] = LIST.exec(src) ?? []
    const list = lines ? super.list(lines) : undefined
    return list?.items.every((item) => item.text.trim() !== '') ? list : undefined
  }
  /** Its underscores are no marks. */
  override url(src: string) {
    const [address] = ADDRESS.exec(src) ?? []
    const raw = address?.replace(/[*_~`]+$/, '')
    return raw ? ({ type: 'text', raw, text: raw } as unknown as Tokens.Link) : undefined
  }
  override code = none
  override heading = none
  override lheading = none
  override hr = none
  override html = none
  override def = none
  override table = none
  override escape = none
  override tag = none
  override link = none
  override reflink = none
  override autolink = none
}

function none(): undefined {
  return undefined
}

/** A mark ends where a word does. */
const closed = <T extends Token>(src: string, token: T | undefined): T | undefined =>
  token && WORD.test(src.charAt(token.raw.length)) ? undefined : token

const tokenizer = new ChatTokenizer()

export function parse(text: string): readonly Part[] {
  if (text.length > LONGEST) return [text]
  try {
    return partsOf(new Lexer({ gfm: true, breaks: true, tokenizer }).lex(text), DEEPEST)
  } catch {
    return [text]
  }
}

function partsOf(tokens: readonly Token[], depth: number): Part[] {
  const parts: Part[] = []
  for (const part of tokens.flatMap((token) => partOf(token, depth))) {
    const last = parts.at(-1)
    if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
    else parts.push(part)
  }
  return parts.map((part, index) => trimmed(part, parts[index - 1], parts[index + 1])).filter((part) => part !== '')
}

/** Blocks stand on lines of their own anyway. */
function trimmed(part: Part, before: Part | undefined, after: Part | undefined): Part {
  if (typeof part !== 'string') return part
  const head = before !== undefined && isBlock(before) ? part.replace(/^\n+/, '') : part
  return after !== undefined && isBlock(after) ? head.replace(/\n+$/, '') : head
}

function partOf(token: Token, depth: number): Part[] {
  if (depth === 0) return [token.raw]
  switch (token.type) {
    case 'strong':
      return [{ kind: 'bold', parts: partsOf(token.tokens ?? [], depth - 1) }]
    case 'em':
      return [{ kind: 'italic', parts: partsOf(token.tokens ?? [], depth - 1) }]
    case 'del':
      return [{ kind: 'strike', parts: partsOf(token.tokens ?? [], depth - 1) }]
    case 'codespan':
      return [{ kind: 'code', text: token.text }]
    case 'code':
      return [{ kind: 'code-block', text: token.text }]
    case 'blockquote':
      return [{ kind: 'quote', parts: partsOf(token.tokens ?? [], depth - 1) }]
    case 'list':
      return [listOf(token as Tokens.List, depth)]
    case 'paragraph':
    case 'text':
      if (!token.tokens) return [token.raw]
      // what the line ended with is not in its tokens
      return [...partsOf(token.tokens, depth), ...(token.raw.endsWith('\n') ? ['\n'] : [])]
    default:
      return [token.raw]
  }
}

function listOf({ ordered, start, items }: Tokens.List, depth: number): Part {
  return {
    kind: 'list',
    ...(ordered && { start: Number(start) }),
    items: items.map((item) => {
      const parts = partsOf(
        item.tokens.filter(({ type }) => type !== 'checkbox'),
        depth - 1,
      )
      return item.task ? [`[${item.checked ? 'x' : ' '}] `, ...parts] : parts
    }),
  }
}
