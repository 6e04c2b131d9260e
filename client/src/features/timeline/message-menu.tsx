/** Loaded on demand: what can be done with a message. */
import { useLingui } from '@lingui/react/macro'
import { Copy, Forward, Info, Pencil, Reply, SmilePlus, Trash2, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { useAfterwards } from '../../ui/use-afterwards.ts'
import { abilitiesOf, type Rights } from './abilities.ts'
import type { MessageActions, MessageItem } from './message-row.tsx'
import { ReactionRow } from './reaction-row.tsx'

export function MessageMenu({
  item,
  trigger,
  rights,
  actions,
  onClose,
}: {
  item: MessageItem
  trigger: HTMLElement
  rights: Rights
  actions: MessageActions
  onClose: () => void
}) {
  const { t } = useLingui()
  const anchor = useRef<Element>(trigger)
  const afterwards = useAfterwards()
  const can = abilitiesOf(item, rights)
  // Into the box at once, so that nothing typed meets the old draft; the second time it takes the focus alone.
  const intoBox = (act: () => void) => () => {
    act()
    afterwards(act)
  }
  return (
    <Menu
      name={t`Message actions`}
      trigger={anchor}
      place={item.own ? 'bottom end' : 'bottom start'}
      // A finger that asked for the menu most often wants to react.
      head={
        can.react &&
        matchMedia('(pointer: coarse)').matches && (
          <ReactionRow item={item} trigger={trigger} actions={actions} onDone={onClose} />
        )
      }
      onClose={onClose}
    >
      {can.reply && (
        <MenuItem icon={Reply} onAction={intoBox(() => actions.reply(item))}>
          {t`Reply`}
        </MenuItem>
      )}
      {can.react && (
        <MenuItem icon={SmilePlus} onAction={() => afterwards(() => actions.openReactions(item, trigger))}>
          {t`React`}
        </MenuItem>
      )}
      {can.edit && (
        <MenuItem icon={Pencil} onAction={intoBox(() => actions.edit(item))}>
          {t`Edit`}
        </MenuItem>
      )}
      {item.line.undo && (
        <MenuItem icon={Undo2} onAction={() => actions.undo(item)}>
          {t`Undo edit`}
        </MenuItem>
      )}
      {can.copy && (
        <MenuItem icon={Copy} onAction={() => actions.copy(item)}>
          {t`Copy text`}
        </MenuItem>
      )}
      {can.forward && (
        <MenuItem icon={Forward} onAction={() => afterwards(() => actions.openForward(item, trigger))}>
          {t`Forward`}
        </MenuItem>
      )}
      <MenuItem icon={Info} onAction={() => afterwards(() => actions.openInfo(item, trigger))}>
        {t`Message info`}
      </MenuItem>
      {can.remove !== 'no' && (
        <MenuItem icon={Trash2} tone="danger" onAction={() => afterwards(() => actions.askDelete(item, trigger))}>
          {t`Delete`}
        </MenuItem>
      )}
    </Menu>
  )
}
