// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { showToast } from '../../ui/toasts.ts'

/** Says that a change is not on disk, where it isn't. Gives whether it is. */
export async function saved(answer: Promise<object>): Promise<boolean> {
  const failed = 'failed' in (await answer)
  if (failed) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
  return !failed
}
