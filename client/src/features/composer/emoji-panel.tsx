/** Loaded on demand: emoji for the message box. Above it, or where the keyboard of a phone would be. */
import { useLingui } from '@lingui/react/macro'
import { type RefObject, useEffect, useRef } from 'react'
import { isComposing } from '../../ui/composition.ts'
import { EmojiPicker } from '../../ui/emoji/emoji-picker.tsx'
import styles from './emoji-panel.module.css'
import { putText } from './put-text.ts'

export function EmojiPanel({ field, onClose }: { field: RefObject<HTMLTextAreaElement | null>; onClose: () => void }) {
  const { t } = useLingui()
  const panel = useRef<HTMLDivElement>(null)
  const inserting = useRef(false)
  const isTouch = matchMedia('(pointer: coarse)').matches

  // A search in the focus would bring the keyboard out, which the panel stands in for.
  useEffect(() => {
    if (isTouch) panel.current?.focus({ preventScroll: true })
  }, [isTouch])

  useEffect(() => {
    const elsewhere = ({ target }: Event) => {
      const form = panel.current?.closest('form')
      if (inserting.current || !(target instanceof Element)) return
      if (target === field.current || !form?.contains(target)) onClose()
    }
    document.addEventListener('pointerdown', elsewhere)
    document.addEventListener('focusin', elsewhere)
    return () => {
      document.removeEventListener('pointerdown', elsewhere)
      document.removeEventListener('focusin', elsewhere)
    }
  }, [field, onClose])

  function backToBox() {
    onClose()
    field.current?.focus({ preventScroll: true })
  }

  function insert(emoji: string, more: boolean) {
    const box = field.current
    if (!box) return
    const before = document.activeElement as HTMLElement | null
    const { selectionStart: from, selectionEnd: to } = box
    const change = { from, to, insert: emoji, start: from + emoji.length, end: from + emoji.length }
    inserting.current = true
    if (isTouch) putText(box, change, 'elsewhere')
    else {
      box.focus({ preventScroll: true })
      putText(box, change)
    }
    if (more && !isTouch) before?.focus({ preventScroll: true })
    inserting.current = false
    if (!more && !isTouch) onClose()
  }

  return (
    <div
      ref={panel}
      role="dialog"
      aria-label={t`Emoji`}
      tabIndex={-1}
      className={styles.panel}
      onKeyDown={(event) => {
        const again = event.key === ';' && (event.ctrlKey || event.metaKey)
        if ((event.key !== 'Escape' && !again) || isComposing(event.nativeEvent)) return
        event.preventDefault()
        event.stopPropagation()
        backToBox()
      }}
    >
      <EmojiPicker takesFocus={!isTouch} onChoose={insert} />
    </div>
  )
}
