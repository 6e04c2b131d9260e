import { useLayoutEffect, useRef } from 'react'
import type { Box } from './box.ts'
import { growToContent } from './grow.ts'

/** The field that shows what is in the box, and keeps out of it what is far too long. */
export function useField(box: Box) {
  const field = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    let composing = false
    const begin = () => (composing = true)
    const end = () => (composing = false)
    element.addEventListener('compositionstart', begin)
    element.addEventListener('compositionend', end)
    const pasted = (event: InputEvent) => {
      const atOnce = event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop'
      if (atOnce && !box.takes(event.data?.length ?? 0)) event.preventDefault()
    }
    element.addEventListener('beforeinput', pasted)
    box.attach({
      write(text, selection) {
        if (element.value !== text) element.value = text
        if (selection) element.setSelectionRange(...selection)
        growToContent(element)
      },
      composing: () => composing,
      inUse: () => document.hasFocus() && document.activeElement === element,
    })
    return () => {
      element.removeEventListener('compositionstart', begin)
      element.removeEventListener('compositionend', end)
      element.removeEventListener('beforeinput', pasted)
      box.attach(undefined)
    }
  }, [box])
  return field
}
