/** Which pages may act for whoever is signed in: ours, and no other. */

export interface Origins {
  /** Another port and `null` are foreign; none at all is not (no browser leaves it out where it matters). */
  isForeign(origin: string | undefined): boolean
  /** The origin that links are made with. */
  readonly canonical: string
  /** What a page of ours may open sockets to. */
  readonly sockets: readonly string[]
  /** Tells the port, once it is known, where no public origin is set. */
  listeningOn(port: number): void
}

export function createOrigins(publicOrigin: string | undefined): Origins {
  let ours: [string, ...string[]] = [publicOrigin ?? 'http://localhost']
  return {
    isForeign: (origin) => origin !== undefined && !ours.includes(origin),
    get canonical() {
      return ours[0]
    },
    get sockets() {
      return ours.map((origin) => origin.replace(/^http/, 'ws'))
    },
    listeningOn(port) {
      if (publicOrigin === undefined) ours = [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
    },
  }
}
