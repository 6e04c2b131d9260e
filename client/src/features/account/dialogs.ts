/** Comes with react-aria, so it is loaded when the page has nothing better to do, or when it is asked for. */
import { lateOverlay } from '../../ui/late-part.tsx'

const signOut = () => import('./sign-out-dialog.tsx')
const menu = () => import('./account-menu.tsx')

export const SignOutDialog = lateOverlay(async () => (await signOut()).SignOutDialog)

/** So that they open at once, and offline. */
export async function prefetchAccountOverlays(): Promise<void> {
  await Promise.all([signOut(), menu()])
}
