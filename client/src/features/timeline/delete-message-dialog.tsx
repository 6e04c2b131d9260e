/** Loaded on demand: asks from whose sight a message shall go. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../../ui/button.tsx'
import { AlertDialog } from '../../ui/dialog.tsx'

export function DeleteMessageDialog({
  own,
  everywhere,
  onHere,
  onEverywhere,
  onClose,
}: {
  own: boolean
  /** it may be taken back from everyone */
  everywhere: boolean
  onHere: () => void
  onEverywhere: () => void
  onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <AlertDialog
      title={t`Delete message?`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button onClick={onHere}>
            <Trans>Delete for me</Trans>
          </Button>
          {everywhere && (
            <Button variant="danger" onClick={onEverywhere}>
              <Trans>Delete for everyone</Trans>
            </Button>
          )}
        </>
      }
    >
      <p>
        {!everywhere ? (
          <Trans>It goes from this device. The others keep it.</Trans>
        ) : own ? (
          <Trans>For you: it goes from this device. For everyone: the others no longer see it either.</Trans>
        ) : (
          <Trans>
            For you: it goes from this device. For everyone: as an admin you take it away from the whole group.
          </Trans>
        )}
      </p>
    </AlertDialog>
  )
}
