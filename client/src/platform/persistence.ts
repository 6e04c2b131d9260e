/** Whether the browser may clear what is kept here when its disk is full. */

const ASKED_KEY = 'tidemark:persistence-asked'

/** Asks once, after the first message was sent: before that, browsers that ask the person have nothing to show for it. */
export async function protectStorage(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED_KEY) || (await navigator.storage?.persisted?.())) return
    localStorage.setItem(ASKED_KEY, String(Date.now()))
    await navigator.storage?.persist?.()
  } catch {
    // A browser that won't say is one that may clear.
  }
}
