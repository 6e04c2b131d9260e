import { t as say } from '@lingui/core/macro'
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { useSession } from '../../session/session.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { makeExport } from './make-export.ts'
import styles from './settings.module.css'

type State = { at: 'asking' } | { at: 'working'; percent: number } | { at: 'done'; lines: number } | { at: 'failed' }

/** Everything kept here, as a file. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const { database, account } = useSession()
  const [state, setState] = useState<State>({ at: 'asking' })
  const working = useRef<AbortController>(undefined)
  useEffect(() => () => working.current?.abort(), [])

  async function start() {
    const controller = new AbortController()
    working.current = controller
    setState({ at: 'working', percent: 0 })
    try {
      const { blob, lines } = await makeExport({
        database,
        words: wordsOf(i18n.locale),
        signal: controller.signal,
        onProgress: (percent) => setState((before) => (before.at === 'working' ? { at: 'working', percent } : before)),
      })
      save(blob, `tidemark-${account.user.handle}-${new Date().toISOString().slice(0, 10)}.zip`)
      setState({ at: 'done', lines })
    } catch {
      setState(controller.signal.aborted ? { at: 'asking' } : { at: 'failed' })
    }
  }

  return (
    <Dialog
      title={t`Export my data`}
      onClose={onClose}
      foot={
        state.at === 'working' ? (
          <Button wide onClick={() => working.current?.abort()}>{t`Cancel`}</Button>
        ) : state.at === 'done' ? (
          <Button wide variant="primary" onClick={onClose}>{t`Done`}</Button>
        ) : (
          <Button wide variant="primary" onClick={() => void start()}>
            {state.at === 'failed' ? t`Try again` : t`Export`}
          </Button>
        )
      }
    >
      <div className={styles.exportBody}>
        {state.at === 'asking' && (
          <p>
            <Trans>
              A zip with everything on this device: a page to read in any browser, and the same for programs. It is not
              encrypted; keep it where others can't read it.
            </Trans>
          </p>
        )}
        {state.at === 'working' && (
          <>
            <p role="status">
              <Trans>Writing your messages…</Trans>
            </p>
            <progress className={styles.meter} max={100} value={state.percent} aria-label={t`Progress`} />
          </>
        )}
        {state.at === 'done' && (
          <p role="status">
            <Trans>The file is in your downloads.</Trans>{' '}
            <Plural value={state.lines} one="It has # message and event." other="It has # messages and events." />
          </p>
        )}
        {state.at === 'failed' && (
          <p role="alert">
            <Trans>The file couldn't be made. Nothing here was changed.</Trans>
          </p>
        )}
      </div>
    </Dialog>
  )
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // A browser reads it after the press.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

const wordsOf = (lang: string) => ({
  title: 'Tidemark',
  saved: say`Saved messages`,
  draft: say`Draft:`,
  unsent: say`not sent yet`,
  edited: say`edited`,
  removed: say`This message was deleted`,
  files: (count: number) => say`${count} files`,
  event: (kind: string) => EVENTS[kind]?.() ?? kind,
  dir: document.documentElement.dir === 'rtl' ? ('rtl' as const) : ('ltr' as const),
  lang,
})

const EVENTS: Record<string, () => string> = {
  group: () => say`made the group`,
  rename: () => say`named the group`,
  add: () => say`added`,
  drop: () => say`removed`,
  join: () => say`joined`,
  admin: () => say`changed a role`,
}
