/** What happened to a group, as a line between the messages. */
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import type { TimelineItem } from '#engine/model.ts'
import type { Handle } from '#protocol/ids.ts'

export type EventLine = Exclude<TimelineItem['line'], { kind: 'message' }>

const Name = ({ children }: { children: ReactNode }) => <bdi>{children}</bdi>

export function EventLineText({
  line,
  by,
  self,
  nameOf,
}: {
  line: EventLine
  by: Handle
  self: Handle
  nameOf: (handle: Handle) => string
}) {
  const own = by === self
  const who = <Name>{nameOf(by)}</Name>
  switch (line.kind) {
    case 'group': {
      const title = <Name>{line.title}</Name>
      const missing = line.unknown.join(', ')
      return (
        <>
          {own ? (
            <Trans>You made {title}</Trans>
          ) : (
            <Trans>
              {who} made {title}
            </Trans>
          )}
          {missing !== '' && (
            <>
              {' · '}
              <Trans>
                No one is called <bdi>{missing}</bdi> here
              </Trans>
            </>
          )}
        </>
      )
    }
    case 'rename': {
      const title = <Name>{line.title}</Name>
      return own ? (
        <Trans>You named the group {title}</Trans>
      ) : (
        <Trans>
          {who} named the group {title}
        </Trans>
      )
    }
    case 'add': {
      const member = <Name>{nameOf(line.member)}</Name>
      if (own) return <Trans>You added {member}</Trans>
      return line.member === self ? (
        <Trans>{who} added you</Trans>
      ) : (
        <Trans>
          {who} added {member}
        </Trans>
      )
    }
    case 'drop': {
      const member = <Name>{nameOf(line.member)}</Name>
      if (line.member === by) return own ? <Trans>You left the group</Trans> : <Trans>{who} left the group</Trans>
      if (own) return <Trans>You removed {member}</Trans>
      return line.member === self ? (
        <Trans>{who} removed you</Trans>
      ) : (
        <Trans>
          {who} removed {member}
        </Trans>
      )
    }
    case 'join':
      return own ? <Trans>You joined</Trans> : <Trans>{who} joined</Trans>
    case 'admin': {
      const member = <Name>{nameOf(line.member)}</Name>
      if (line.member === self) {
        return line.on ? <Trans>You are an admin now</Trans> : <Trans>You are no longer an admin</Trans>
      }
      return line.on ? <Trans>{member} is an admin now</Trans> : <Trans>{member} is no longer an admin</Trans>
    }
    case 'unknown':
      return <Trans>A newer version of Tidemark can show what happened here</Trans>
  }
}
