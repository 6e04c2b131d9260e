/** Escape closes one thing at a time, whatever lies on top. */
import { useEffect, useRef } from 'react'
import { isComposing } from './composition.ts'

/** From the top down; a list beside the pane has Escape for itself. Over all of them lie menus, lists to choose from and dialogs, which hear it themselves. */
const LAYERS = ['strip', 'search', 'info', 'pane'] as const
export type Layer = (typeof LAYERS)[number]

const OVER_ALL = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"], aside form'

const open = new Map<Layer, () => void>()

/** For as long as there is something to do. */
export function useEscape(layer: Layer, onEscape: (() => void) | undefined): void {
  const act = useRef(onEscape)
  act.current = onEscape
  const isOpen = onEscape !== undefined
  useEffect(() => {
    if (!isOpen) return
    const does = () => act.current?.()
    open.set(layer, does)
    if (open.size === 1) addEventListener('keydown', hear, { capture: true })
    return () => {
      if (open.get(layer) === does) open.delete(layer)
      if (open.size === 0) removeEventListener('keydown', hear, { capture: true })
    }
  }, [layer, isOpen])
}

function hear(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || isComposing(event) || document.querySelector(OVER_ALL)) return
  const top = LAYERS.find((layer) => open.has(layer))
  if (top === undefined || (top === 'pane' && (event.target as Element).closest('nav'))) return
  event.preventDefault()
  event.stopPropagation()
  open.get(top)?.()
}
