/** Loaded on demand: what can be done with a message. */
import { useLingui } from '@lingui/react/macro'
import { Copy, Pencil, Trash2 } from 'lucide-react'
import { useRef } from 'react'
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
  return (
    <Menu name={t`Message actions`} trigger={anchor} place={item.own ? 'bottom end' : 'bottom start'} onClose={onClose}>
      <MenuItem icon={Copy} onAction={() => actions.copy(item)}>
        {t`Copy text`}
      </MenuItem>
      {isOpen(item) && (
        <>
          <MenuItem icon={Pencil} onAction={() => actions.edit(item)}>
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
