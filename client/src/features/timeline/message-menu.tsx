/** Loaded on demand: what can be done with a message. */
import { useLingui } from '@lingui/react/macro'
import { Copy, Pencil, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { isOpen, type MessageActions, type MessageItem } from './message-row.tsx'

export function MessageMenu({
  item,
  trigger,
  actions,
  onClose,
}: {
  item: MessageItem
  trigger: HTMLElement
  actions: MessageActions
  onClose: () => void
}) {
  const { t } = useLingui()
  const anchor = useRef<Element>(trigger)
  const afterwards = useAfterwards()
  return (
    <Menu name={t`Message actions`} trigger={anchor} place={item.own ? 'bottom end' : 'bottom start'} onClose={onClose}>
      <MenuItem icon={Copy} onAction={() => actions.copy(item)}>
        {t`Copy text`}
      </MenuItem>
      {isOpen(item) && (
        <>
          <MenuItem
            icon={Pencil}
            onAction={() => {
              // Into the box at once, so that nothing typed meets the old draft; the second time it takes the focus alone.
              actions.edit(item)
              afterwards(() => actions.edit(item))
            }}
          >
            {t`Edit`}
          </MenuItem>
          <MenuItem icon={Trash2} tone="danger" onAction={() => actions.askDelete(item, trigger)}>
            {t`Delete`}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

/** Done once the menu is gone and has given the focus back: what is done takes the focus for itself. */
function useAfterwards(): (act: () => void) => void {
  const wanted = useRef<() => void>(undefined)
  useEffect(
    () => () => {
      const act = wanted.current
      // The focus is given back in the first frame.
      if (act) requestAnimationFrame(() => requestAnimationFrame(act))
    },
    [],
  )
  return (act) => {
    wanted.current = act
  }
}
