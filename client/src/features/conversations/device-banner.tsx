import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { Status } from '../../session/status.ts'
import { Button } from '../../ui/button.tsx'
import { Banner } from './banner.tsx'

export interface DeviceBannerProps {
  status: Pick<Status, 'connection' | 'storage'>
  /** messages that have not reached the server */
  unsent: number
  onSignInAgain: () => void
  /** removes everything kept on this device; asks first */
  onRemove: () => void
  /** everything kept on this device as a file */
  onExport: () => void
  onManageStorage: () => void
  onReload: () => void
  /** asks the browser to keep what is stored here; absent where it does already or can't */
  onProtect?: () => void
}

/** What only the person can put right, the gravest alone. */
export function DeviceBanner({
  status: { connection, storage },
  unsent,
  onSignInAgain,
  onRemove,
  onExport,
  onManageStorage,
  onReload,
  onProtect,
}: DeviceBannerProps) {
  const { t } = useLingui()
  const reload = <Button variant="primary" onClick={onReload}>{t`Reload`}</Button>

  if (storage === 'updated-elsewhere') {
    return (
      <Banner actions={reload}>
        <Trans>Updated in another tab.</Trans>
      </Banner>
    )
  }
  if (connection.state === 'paused' && connection.reason === 'signed-out') {
    return (
      <Banner
        actions={
          <>
            <Button variant="primary" onClick={onSignInAgain}>{t`Sign in again`}</Button>
            <Button onClick={onExport}>{t`Export`}</Button>
            <Button onClick={onRemove}>{t`Remove from this device`}</Button>
          </>
        }
      >
        {storage === 'cleared' ? (
          <Trans>This browser removed what was kept on this device, and signed it out.</Trans>
        ) : (
          <Trans>This device was signed out from another device.</Trans>
        )}{' '}
        {unsent > 0 && <Plural value={unsent} one="# message isn't sent." other="# messages aren't sent." />}
      </Banner>
    )
  }
  if (connection.state === 'paused') {
    return (
      <Banner actions={reload}>
        <Trans>This version is too old for the server. Your messages are safe here, and send after the update.</Trans>
      </Banner>
    )
  }
  if (storage === 'full') {
    return (
      <Banner
        tone="danger"
        title={<Trans>This device is out of space</Trans>}
        actions={<Button onClick={onManageStorage}>{t`Manage storage`}</Button>}
      >
        <Trans>What you typed is still in the box. Free some space on the device, then send again.</Trans>
      </Banner>
    )
  }
  if (storage === 'unavailable') {
    return (
      <Banner tone="danger" title={<Trans>The messages kept on this device can't be opened now</Trans>}>
        <Trans>Trying again. What you typed is still in the box.</Trans>
      </Banner>
    )
  }
  if (storage === 'cleared') {
    return (
      <Banner actions={onProtect && <Button onClick={onProtect}>{t`Protect storage`}</Button>}>
        {connection.state === 'live' || connection.state === 'syncing' ? (
          <Trans>This browser removed the messages kept on this device. They're coming back from the server.</Trans>
        ) : (
          <Trans>
            This browser removed the messages kept on this device. They'll come back from the server when you're online.
          </Trans>
        )}
      </Banner>
    )
  }
  return null
}
