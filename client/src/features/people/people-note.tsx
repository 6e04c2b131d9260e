import { Trans } from '@lingui/react/macro'
import type { PeopleOptions } from './people-options.ts'

/** Below the people: why nobody is there. */
export function PeopleNote({ note, unchecked }: Pick<PeopleOptions, 'note' | 'unchecked'>) {
  if (unchecked !== undefined) return <Trans>The server can't be asked now. A wrong username comes back to you.</Trans>
  switch (note?.kind) {
    case undefined:
      return null
    case 'asking': {
      const { handle } = note
      return (
        <Trans>
          Looking for <bdi>@{handle}</bdi>…
        </Trans>
      )
    }
    case 'missing': {
      const quoted = <bdi>'{note.handle}'</bdi>
      return <Trans>No one is called {quoted} here. Usernames are exact.</Trans>
    }
    case 'no-people':
      return <Trans>No people yet. Type the exact username of somebody you know.</Trans>
    case 'no-match':
      return <Trans>Nobody known here. Type an exact username to ask the server.</Trans>
  }
}
