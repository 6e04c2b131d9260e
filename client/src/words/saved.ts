/** What is said of a change that a person made, in whichever part of the app. */
// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { showToast } from '../ui/toasts.ts'

/** Says that a change is not on disk, where it isn't: the disk failed, or the app did. Gives whether it is. */
export async function saved(answer: Promise<object>): Promise<boolean> {
  const isSaved = await answer.then(
    (told) => !('failed' in told),
    (fault) => {
      reportError(fault)
      return false
    },
  )
  if (!isSaved) showToast({ text: t`Couldn't save on this device. Nothing was changed.` })
  return isSaved
}
