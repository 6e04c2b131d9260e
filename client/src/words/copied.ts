// Not `useLingui`'s: words that are chosen later, outside of drawing, come out empty with that.
import { t } from '@lingui/core/macro'
import { copyText } from '../ui/copy-text.ts'
import { showToast } from '../ui/toasts.ts'

/** Puts a text on the clipboard, and says so, or that the browser would not. Gives whether it is there. */
export async function copied(text: string, done = t`Copied`): Promise<boolean> {
  const isThere = await copyText(text)
  showToast({ text: isThere ? done : t`This browser doesn't let the text be copied` })
  return isThere
}
