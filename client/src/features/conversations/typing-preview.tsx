import type { ConversationItem } from '#engine/model.ts'
import type { Typist } from '../../session/company.ts'
import { TypingWords } from '../../words/typing-words.tsx'
import { useNames } from './conversation-list.query.ts'

export interface TypingPreviewProps {
  kind: ConversationItem['kind']
  typists: readonly Typist[]
}

/** In place of the newest line, for as long as somebody writes the next. */
export function TypingPreview({ kind, typists }: TypingPreviewProps) {
  const names = useNames(kind === 'group' ? typists.map(({ by }) => by) : NONE)
  return names ? <TypingWords names={names} /> : null
}

const NONE: string[] = []
