/** Whether the browser may clear what is kept here when its disk is full. */

const ASKED_KEY = 'tidemark:persistence-asked'

/** `undefined`: this browser doesn't say. */
export async function isPersistent(): Promise<boolean | undefined> {
  try {
    return await navigator.storage?.persisted?.()
  } catch {
    return undefined
  }
}

/** Best from a press: some browsers ask the person. */
export async function askForPersistence(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false
  } catch {
    return false
  }
}

/** Asks once, after the first message was sent: before that, whoever is asked has nothing to keep yet. */
export async function protectStorage(): Promise<void> {
  try {
    if (localStorage.getItem(ASKED_KEY)) return
    localStorage.setItem(ASKED_KEY, String(Date.now()))
  } catch {
    return
  }
  if ((await isPersistent()) === false) await askForPersistence()
}
