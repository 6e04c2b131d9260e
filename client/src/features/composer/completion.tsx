import { useLingui } from '@lingui/react/macro'
import { type KeyboardEvent, type RefObject, useId, useState } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { isComposing } from '../../ui/composition.ts'
import { type Asked, askedAt, isWhole, type Suggestion } from './completing.ts'
import styles from './completion.module.css'
import { noteEmoji, useSuggestions } from './completion.query.ts'
import { putText } from './put-text.ts'

/** Suggestions for the word at the caret. The box keeps the focus; the arrows choose, Enter or Tab accept. */
export function useCompletion(conversation: ConversationId, field: RefObject<HTMLTextAreaElement | null>) {
  const { t } = useLingui()
  const id = useId()
  const [asked, setAsked] = useState<Asked>()
  /** as an arrow chose it */
  const [active, setActive] = useState<number>()
  /** put away by the person: nothing is suggested for this word any more */
  const [refused, setRefused] = useState<number>()
  const suggestions = useSuggestions(conversation, asked)
  const open = suggestions.length > 0
  const first = asked && isWhole(asked, suggestions) ? -1 : 0
  const chosen = Math.min(active ?? first, suggestions.length - 1)

  function look({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) {
    const next = selectionStart === selectionEnd ? askedAt(value, selectionStart) : undefined
    if (next?.from !== refused) setRefused(undefined)
    if (next?.query !== asked?.query || next?.from !== asked?.from) setActive(undefined)
    setAsked(next?.from === refused ? undefined : next)
  }

  function accept(into: HTMLTextAreaElement, { insert }: Suggestion) {
    if (!asked) return
    const { from, query, sign } = asked
    if (sign === ':') noteEmoji(insert)
    const caret = from + insert.length
    putText(into, { from, to: from + 1 + query.length, insert, start: caret, end: caret })
    setAsked(undefined)
  }

  /** Whether the key was for the list. */
  function takes(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
    const { key, nativeEvent, currentTarget } = event
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
    const suggestion = suggestions[chosen]
    if (!open || !plain || isComposing(nativeEvent)) return false
    if (suggestion && (key === 'Enter' || key === 'Tab')) accept(currentTarget, suggestion)
    else if (key === 'ArrowDown') setActive((chosen + 1) % suggestions.length)
    else if (key === 'ArrowUp') setActive(chosen > 0 ? chosen - 1 : suggestions.length - 1)
    else if (key === 'Escape') {
      setRefused(asked?.from)
      setAsked(undefined)
    } else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return {
    look,
    takes,
    close: () => setAsked(undefined),
    /** for the field */
    aria: {
      'aria-autocomplete': 'list' as const,
      'aria-controls': open ? id : undefined,
      'aria-activedescendant': suggestions[chosen] && `${id}${chosen}`,
    },
    list: open && (
      <div id={id} role="listbox" aria-label={asked?.sign === '@' ? t`People` : t`Emoji`} className={styles.list}>
        {suggestions.map((suggestion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the keys are the box's, which keeps the focus
          <div
            key={suggestion.name + suggestion.insert}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === chosen}
            className={styles.option}
            // The box keeps the focus, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => field.current && accept(field.current, suggestion)}
          >
            {asked?.sign === ':' && <span className={styles.emoji}>{suggestion.sign}</span>}
            <bdi className={styles.name}>{suggestion.name}</bdi>
            {asked?.sign === '@' && <bdi className={styles.handle}>{suggestion.sign}</bdi>}
          </div>
        ))}
      </div>
    ),
  }
}
