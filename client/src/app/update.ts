/**
 * New versions of the app: fetched quietly, put on when the person says so, or when nobody is looking and nothing would
 * be lost.
 */
import type { Timings } from '../platform/settings.ts'
import { useStatus } from '../session/status.ts'

const SCRIPT = '/sw.js'
const RELOADED_KEY = 'tidemark:reloaded-for-assets'
const RELOAD_GAP_MS = 60_000
/** How long a person who asked for the new version waits for one to be found, and to be fetched. */
const LOOK_MS = 3_000
const INSTALL_MS = 20_000

export interface Updates {
  /** Puts the new version on; everything typed is on disk or in `sessionStorage` at every moment. */
  apply(): void
  /** Looks for one now. */
  check(): void
}

export function startUpdates(timings: Timings): Updates {
  reloadOnceWhenFilesAreGone()
  let registration: ServiceWorkerRegistration | undefined
  let asked = false

  const ready = () => useStatus.setState({ update: 'ready' })
  const check = () => void registration?.update().catch(() => {})
  const apply = () => {
    asked = true
    void newest(registration).then((waiting) => {
      // Its taking over reloads. Where none waits, another tab has let it in already, or there is none.
      if (waiting) waiting.postMessage('take-over')
      else location.reload()
    })
  }

  async function register({ serviceWorker }: Navigator): Promise<void> {
    const hadWorker = serviceWorker.controller !== null
    serviceWorker.addEventListener('controllerchange', () => {
      if (asked) location.reload()
      else if (hadWorker) ready()
    })
    registration = await serviceWorker.register(scriptUrl(), { scope: '/', updateViaCache: 'none' })
    const found = registration
    if (found.waiting && serviceWorker.controller) ready()
    found.addEventListener('updatefound', () => {
      const coming = found.installing
      coming?.addEventListener('statechange', () => {
        if (coming.state === 'installed' && serviceWorker.controller) ready()
      })
    })
    setInterval(check, timings.updateCheck)
  }

  if (import.meta.env.PROD && 'serviceWorker' in navigator) register(navigator).catch(() => {})
  applyWhenNobodyLooks(timings.updateHidden, apply)
  return { apply, check }
}

/** The version that waits; looked for where the server may have one that is not here yet. */
async function newest(registration: ServiceWorkerRegistration | undefined): Promise<ServiceWorker | null> {
  if (!registration || registration.waiting) return registration?.waiting ?? null
  const found = await Promise.race([registration.update().catch(() => undefined), after(LOOK_MS)])
  const coming = found?.installing ?? registration.installing
  if (coming) await Promise.race([installed(coming), after(INSTALL_MS)])
  return registration.waiting
}

const after = (ms: number): Promise<undefined> => new Promise((done) => setTimeout(done, ms, undefined))

const installed = (worker: ServiceWorker): Promise<void> =>
  new Promise((done) => worker.addEventListener('statechange', () => done()))

/** The one address that Trusted Types lets through. */
function scriptUrl(): string {
  const policy = window.trustedTypes?.createPolicy('app-sw', {
    createScriptURL(url) {
      if (url !== SCRIPT) throw new TypeError(`not our worker: ${url}`)
      return url
    },
  })
  return (policy?.createScriptURL(SCRIPT) ?? SCRIPT) as string
}

/** Hidden for long enough, and the disk takes what is typed. */
function applyWhenNobodyLooks(hiddenMs: number, apply: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined
  const hide = () => {
    const since = Date.now()
    timer = setInterval(() => {
      const { update, storage } = useStatus.getState()
      if (update === 'ready' && storage === 'ok' && Date.now() - since >= hiddenMs) apply()
    }, hiddenMs / 5)
  }
  document.addEventListener('visibilitychange', () => {
    clearInterval(timer)
    if (document.visibilityState === 'hidden') hide()
  })
}

/**
 * A part that is loaded late is gone because the server has a newer version: one reload fetches that, whole. Where the
 * server can't be reached, a reload would take away what is there.
 */
function reloadOnceWhenFilesAreGone(): void {
  window.addEventListener('vite:preloadError', () => {
    const last = Number(sessionStorage.getItem(RELOADED_KEY) ?? 0)
    if (Date.now() - last > RELOAD_GAP_MS) void reloadIfReachable()
  })
}

async function reloadIfReachable(): Promise<void> {
  const answer = await fetch('/health', { cache: 'no-store' }).catch(() => undefined)
  if (!answer?.ok) return
  sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
  location.reload()
}
