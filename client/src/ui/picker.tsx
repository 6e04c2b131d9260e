/** Overlays are loaded on demand: import this from a dialog that is itself loaded lazily. */
import './pressable-style.ts'
import { Check, Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Input } from 'react-aria-components/Input'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { TextField } from 'react-aria-components/TextField'
import { isComposing } from './composition.ts'
import styles from './picker.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export interface PickerItem {
  id: string
  /** as read aloud */
  name: string
  /** as seen */
  face: ReactNode
}

export interface PickerProps {
  /** of the field */
  label: string
  placeholder: string
  /** of the list */
  listLabel: string
  text: string
  onText: (text: string) => void
  items: PickerItem[]
  onPick: (id: string) => void
  /** with Ctrl+Enter, where that does something else */
  onPickOther?: (id: string) => void
  /** several may be picked: these are */
  picked?: readonly string[]
  /** before the text, inside the field: what was picked */
  chips?: ReactNode
  /** Backspace in the empty field */
  onTakeBack?: () => void
  /** the items are still being read: Enter takes the first of them once they are there */
  pending?: boolean
  /** below the items: why there are none, or what is still being looked for */
  note?: ReactNode
}

/** A field that narrows the list below it: the arrows go through the list while the typing goes on. */
export function Picker({
  label,
  placeholder,
  listLabel,
  text,
  onText,
  items,
  onPick,
  onPickOther,
  picked,
  chips,
  onTakeBack,
  pending,
  note,
}: PickerProps) {
  const field = useRef<HTMLInputElement>(null)
  const isFirstWanted = useRef(false)

  const pick = (id: string) => {
    onPick(id)
    // A press with the mouse has taken the focus.
    if (picked) field.current?.focus()
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Backspace' && text === '') onTakeBack?.()
    // What is at the top is meant, where the arrows have not been through the list yet.
    const [first] = items
    const isEnter = event.key === 'Enter' && !isComposing(event.nativeEvent)
    isFirstWanted.current = isEnter && pending === true
    const isThere = event.currentTarget.getAttribute('aria-activedescendant')
    if (isEnter && (event.ctrlKey || event.metaKey) && onPickOther) {
      event.preventDefault()
      event.stopPropagation()
      const id = isThere ? document.getElementById(isThere)?.dataset.key : first?.id
      if (id !== undefined) onPickOther(id)
      return
    }
    if (!isEnter || isThere || picked || !first) return
    event.preventDefault()
    event.stopPropagation()
    pick(first.id)
  }

  useEffect(() => {
    const [first] = items
    if (!isFirstWanted.current || !first) return
    isFirstWanted.current = false
    onPick(first.id)
  }, [items, onPick])

  return (
    <Autocomplete inputValue={text} onInputChange={onText}>
      <TextField className={styles.field} aria-label={label} autoFocus>
        {!chips && <Search className={styles.lens} size={18} strokeWidth={1.9} aria-hidden="true" />}
        {chips}
        <Input
          ref={field}
          className={styles.input}
          role="combobox"
          aria-expanded={items.length > 0}
          aria-haspopup="listbox"
          placeholder={placeholder}
          autoCapitalize="none"
          enterKeyHint="done"
          onKeyDownCapture={onKey}
        />
      </TextField>
      <ListBox
        className={styles.list}
        aria-label={listLabel}
        items={items}
        dependencies={[picked]}
        selectionMode={picked ? 'multiple' : 'none'}
        selectedKeys={picked ?? []}
        onAction={picked ? undefined : (key) => pick(String(key))}
        onSelectionChange={(keys) => {
          if (!picked || keys === 'all') return
          const before = new Set(picked)
          const added = [...keys].map(String).find((key) => !before.has(key))
          const removed = picked.find((key) => !keys.has(key) && items.some(({ id }) => id === key))
          const changed = added ?? removed
          if (changed !== undefined) pick(changed)
        }}
      >
        {({ id, name, face }) => (
          <ListBoxItem className={styles.item} id={id} textValue={name}>
            <VisuallyHidden>{name}</VisuallyHidden>
            <span className={styles.face} aria-hidden="true">
              {face}
              {picked && (
                <span className={styles.check}>
                  <Check size={14} strokeWidth={3} />
                </span>
              )}
            </span>
          </ListBoxItem>
        )}
      </ListBox>
      <div className={styles.note} role="status">
        {note}
      </div>
    </Autocomplete>
  )
}
