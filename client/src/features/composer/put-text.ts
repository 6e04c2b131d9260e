/** Changes to a text field that its own undo takes back, as if the person had typed them. */
import { type Change, marking } from './marking.ts'

/** `elsewhere`: the field is not in the focus and must not get it; undo doesn't know of it then. */
export function putText(
  field: HTMLTextAreaElement,
  { from, to, insert, start, end }: Change,
  focus: 'here' | 'elsewhere' = 'here',
): void {
  field.setSelectionRange(from, to)
  // The one way to write that undo knows of; it tells `input` by itself.
  const write = () =>
    insert === '' ? document.execCommand('delete') : document.execCommand('insertText', false, insert)
  if (focus === 'elsewhere' || !write()) {
    field.setRangeText(insert, from, to, 'end')
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  field.setSelectionRange(start, end)
}

export function putMark(field: HTMLTextAreaElement, mark: string): void {
  const { value: text, selectionStart: start, selectionEnd: end } = field
  putText(field, marking({ text, start, end }, mark))
}
