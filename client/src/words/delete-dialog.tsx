/** Loaded on demand: asks before a message is taken back. */
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '../ui/button.tsx'
import { AlertDialog } from '../ui/dialog.tsx'

export function DeleteDialog({
  onItsWay,
  onDelete,
  onClose,
}: {
  /** it was handed over, and may have arrived */
  onItsWay: boolean
  onDelete: () => void
  onClose: () => void
}) {
  const { t } = useLingui()
  return (
    <AlertDialog
      title={onItsWay ? t`Delete message?` : t`Delete unsent message?`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button variant="danger" onClick={onDelete}>
            <Trans>Delete</Trans>
          </Button>
        </>
      }
    >
      <p>
        {onItsWay ? (
          <Trans>It may have arrived already. Then it is taken back for everyone.</Trans>
        ) : (
          <Trans>It is on this device alone, and can't be brought back.</Trans>
        )}
      </p>
    </AlertDialog>
  )
}
