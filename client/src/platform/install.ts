/** Whether this browser would put the app among the others of the device, and how. */
import { create } from 'zustand'

/** Chromium's offer, which comes once a page and is good for one question. */
export interface InstallOffer extends Event {
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>
}

export const useInstallOffer = create<{ offer?: InstallOffer | undefined }>()(() => ({}))

/** Once a page, before the offer comes: the app asks in its own time. */
export function keepInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    useInstallOffer.setState({ offer: event as InstallOffer })
  })
  addEventListener('appinstalled', () => useInstallOffer.setState({ offer: undefined }))
}

/** iPhones and iPads, which call themselves Macs: there it is done by hand. */
export const isInstalledByHand = (): boolean =>
  (/iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)) &&
  !matchMedia('(display-mode: standalone)').matches
