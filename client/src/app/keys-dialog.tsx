import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { Fragment } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { capsOf, GLOBAL_KEYS, type GlobalAct } from './keys.ts'
import styles from './keys-dialog.module.css'

type Entry = [what: MessageDescriptor, ...keys: string[]]

const EVERYWHERE: Record<GlobalAct, MessageDescriptor> = {
  switcher: msg`Jump to a person or conversation`,
  search: msg`Search everything`,
  find: msg`Search in the open conversation`,
  help: msg`Keyboard shortcuts`,
  new: msg`New conversation`,
  settings: msg`Settings`,
  outbox: msg`Outbox`,
  previous: msg`Previous conversation`,
  next: msg`Next conversation`,
  'previous-unread': msg`Previous unread conversation`,
  'next-unread': msg`Next unread conversation`,
  landmark: msg`Next part of the window`,
  'landmark-back': msg`Previous part of the window`,
  latest: msg`Newest message`,
  info: msg`Conversation info`,
}

const IN_A_CONVERSATION: Entry[] = [
  [msg`Send`, 'Enter', '$mod+Enter'],
  [msg`New line`, 'Shift+Enter'],
  [msg`Edit your last message (in an empty box)`, 'ArrowUp'],
  [msg`Emoji`, '$mod+Semicolon'],
  [msg`Reply to the previous or next message`, '$mod+ArrowUp', '$mod+ArrowDown'],
  [msg`Bold`, '$mod+KeyB'],
  [msg`Italic`, '$mod+KeyI'],
  [msg`Code`, '$mod+KeyE'],
  [msg`Strike through`, '$mod+Shift+KeyX'],
  [msg`Next and previous result of a search`, 'Enter', 'Shift+Enter'],
  [msg`Close what is on top, or go to the newest message`, 'Esc'],
]

const ON_A_MESSAGE: Entry[] = [
  [msg`Previous and next message`, 'ArrowUp', 'ArrowDown'],
  [msg`First and last message`, 'Home', 'End'],
  [msg`Several messages back and forth`, 'PageUp', 'PageDown'],
  [msg`What can be done with it`, 'Enter', 'Shift+F10'],
  [msg`Reply`, 'KeyR'],
  [msg`React`, '+'],
  [msg`Edit`, 'KeyE'],
  [msg`Copy text`, 'KeyC'],
  [msg`Delete`, 'Del'],
  [msg`Message info`, 'KeyI'],
]

const IN_THE_LIST: Entry[] = [
  [msg`Move`, 'ArrowUp', 'ArrowDown'],
  [msg`First and last`, 'Home', 'End'],
  [msg`Open`, 'Enter'],
  [msg`What can be done with it`, 'Shift+F10'],
  [msg`Find by the first letters`, 'A … Z'],
]

/** All keys there are. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const everywhere = Object.entries(GLOBAL_KEYS).map(([act, key]): Entry => [EVERYWHERE[act as GlobalAct], key])
  return (
    <Dialog title={t`Keyboard shortcuts`} tall onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
      <section className={styles.body} tabIndex={0} aria-label={t`All keys`}>
        <Group title={t`Everywhere`} entries={everywhere} />
        <Group title={t`In a conversation`} entries={IN_A_CONVERSATION} />
        <Group title={t`On a message`} entries={ON_A_MESSAGE} />
        <Group title={t`In the list`} entries={IN_THE_LIST} />
      </section>
    </Dialog>
  )
}

function Group({ title, entries }: { title: string; entries: Entry[] }) {
  const { i18n } = useLingui()
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>{title}</h3>
      <dl className={styles.keys}>
        {entries.map(([what, ...keys]) => (
          <div key={keys.join() + what.id} className={styles.row}>
            <dt>{i18n._(what)}</dt>
            <dd className={styles.caps}>
              {keys.map((key, at) => (
                <Fragment key={key}>
                  {at > 0 && <span className={styles.or}>·</span>}
                  {capsOf(key).map((cap) => (
                    <kbd key={cap} className={styles.cap}>
                      {cap}
                    </kbd>
                  ))}
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
