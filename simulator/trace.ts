/** What passes between devices and server, for reading how a seed failed. Off unless the command asks. */
let wanted: string | undefined
let now: () => number = () => 0

export function traceAbout(about: string | undefined): void {
  wanted = about
}

export function traceBy(clock: () => number): void {
  now = clock
}

export function trace(who: string, what: string, content?: unknown): void {
  if (wanted === undefined) return
  const text = content === undefined ? '' : JSON.stringify(content)
  if (!`${who} ${what} ${text}`.includes(wanted)) return
  console.log(`${(now() / 1000).toFixed(3).padStart(10)} ${who} ${what} ${text.slice(0, 900)}`)
}
