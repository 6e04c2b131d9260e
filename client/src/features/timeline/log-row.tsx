import { Trans, useLingui } from '@lingui/react/macro'
import { memo } from 'react'
import type { Handle } from '#protocol/ids.ts'
import { DayPill } from '../../ui/day-pill.tsx'
import { EventLineText } from '../../words/event-line.tsx'
import { actionsFor, RefusalText } from '../../words/refusal.tsx'
import type { Rights } from './abilities.ts'
import { useDayWords } from './day-words.ts'
import styles from './log.module.css'
import { type MessageActions, type MessageItem, MessageRow, type Sender } from './message-row.tsx'
import type { Row } from './rows.ts'
import { Separator } from './separator.tsx'

/** Who is who, for all rows alike. */
export interface Cast {
  self: Handle
  kind: 'dm' | 'group' | 'self'
  senderOf: (handle: Handle) => Sender
  peer?: { name: string; handle: string }
  /** bytes of a text */
  limit: number
  rights: Rights
}

export interface LogRowProps {
  row: Row
  today: number
  cast: Cast
  current: boolean
  menuOpen: boolean
  flash: boolean
  actions: MessageActions
}

/** What stands above an item, and the item. */
export const LogRow = memo(function LogRow({ row, today, cast, current, menuOpen, flash, actions }: LogRowProps) {
  const { t } = useLingui()
  const words = useDayWords(today)
  const { item } = row
  return (
    <>
      {row.day !== undefined && (
        <Separator name={words.day(row.day)}>
          <DayPill>{words.day(row.day)}</DayPill>
        </Separator>
      )}
      {row.waitingSince !== undefined && (
        <Separator name={words.waitingSince(row.waitingSince)}>
          <DayPill tone="waiting">{words.waitingSince(row.waitingSince)}</DayPill>
        </Separator>
      )}
      {row.unread && (
        // biome-ignore lint/a11y/useSemanticElements: an hr holds no word
        <div role="separator" aria-label={t`New messages`} className={styles.unread}>
          <Trans>New</Trans>
        </div>
      )}
      {item.line.kind === 'message' ? (
        <MessageRow
          item={item as MessageItem}
          run={row.run}
          sender={cast.senderOf(item.by)}
          inGroup={cast.kind === 'group'}
          peer={cast.peer}
          limit={cast.limit}
          rights={cast.rights}
          self={cast.self}
          senderOf={cast.senderOf}
          flash={flash}
          current={current}
          menuOpen={menuOpen}
          actions={actions}
        />
      ) : (
        <EventLine item={item as EventItem} cast={cast} actions={actions} />
      )}
    </>
  )
})

type EventItem = Row['item'] & { line: Exclude<Row['item']['line'], { kind: 'message' }> }

function EventLine({ item, cast, actions }: { item: EventItem; cast: Cast; actions: MessageActions }) {
  const { line, by, state, reason } = item
  return (
    <div className={styles.line} data-state={state}>
      <span className={styles.said}>
        <EventLineText line={line} by={by} self={cast.self} nameOf={(handle) => cast.senderOf(handle).name} />
      </span>
      {state === 'failed' && (
        <span className={styles.lineRefused}>
          <RefusalText
            reason={reason ?? 'invalid'}
            what={line.kind === 'join' ? 'join' : 'change'}
            place="group"
            handle={'member' in line ? line.member : undefined}
          />
          {actionsFor({ reason: reason ?? 'invalid', what: 'change', place: 'group' }).map((action) => (
            <button key={action} type="button" className={styles.lineAction} onClick={() => actions.dismiss(item)}>
              <Trans>Dismiss</Trans>
            </button>
          ))}
        </span>
      )}
    </div>
  )
}
