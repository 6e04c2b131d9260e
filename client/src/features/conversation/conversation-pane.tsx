import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useMemo } from 'react'
import type { ConversationId } from '#protocol/ids.ts'
import { useSession } from '../../session/session.ts'
import { ProductName } from '../../ui/product-name.tsx'
import { type Named, NamedContext } from '../../words/named.ts'
import type { ConversationHead } from './conversation.query.ts'
import { ConversationHeader } from './conversation-header.tsx'
import styles from './conversation-pane.module.css'

/** One conversation: who it is with, what was said, and where to say more. */
export function ConversationPane({
  conversation,
  head,
  actions,
  search,
  log,
  box,
  blockedNote,
}: {
  conversation: ConversationId
  head: ConversationHead
  /** in its head: buttons */
  actions?: ReactNode
  /** in place of its head; gets that, for as long as it is not there yet */
  search?: ((head: ReactNode) => ReactNode) | undefined
  log: ReactNode
  box: ReactNode
  /** in place of the box, where one does not want to hear of the other */
  blockedNote: ReactNode
}) {
  const { t } = useLingui()
  const title = useTitle(head)
  const named = useNamed(head)
  const header = <ConversationHeader conversation={conversation} head={head} title={title} actions={actions} />
  return (
    <main className={styles.pane} aria-label={t`Conversation with ${title}`}>
      {/* The list has the heading of the page, and is not there in a narrow window. */}
      <ProductName />
      {search ? search(header) : header}
      <NamedContext value={named}>{log}</NamedContext>
      {head.former ? (
        <p className={styles.former}>
          <FormerNote removedBy={head.removedBy} />
        </p>
      ) : head.blocked ? (
        blockedNote
      ) : (
        box
      )}
    </main>
  )
}

/** In a group its members, the same object for as long as they are the same. */
function useNamed({ kind, names }: ConversationHead): Named | undefined {
  const { handle: self } = useSession().account.user
  const handles = Object.keys(names).sort().join(' ')
  return useMemo(() => {
    const members = new Set(handles.split(' '))
    return kind === 'group' ? { self, has: (handle) => members.has(handle) } : undefined
  }, [kind, handles, self])
}

function FormerNote({ removedBy }: { removedBy: string | undefined }) {
  if (removedBy === undefined) return <Trans>You left this group.</Trans>
  const name = <bdi>{removedBy}</bdi>
  return <Trans>You were removed from this group by {name}.</Trans>
}

/** `Saved messages` for notes to self. */
export function useTitle({ kind, title }: Pick<ConversationHead, 'kind' | 'title'>): string {
  const { t } = useLingui()
  return kind === 'self' ? t`Saved messages` : title
}
