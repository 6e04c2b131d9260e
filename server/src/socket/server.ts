/** Socket.IO as a pipe: WebSocket alone, nothing recovered, retried or compressed by the library. */
import type { Server as HttpServer } from 'node:http'
import { Server } from 'socket.io'
import { parseCursor } from '#protocol/cursor.ts'
import { HARD_PUSH_BYTES } from '#protocol/limits.ts'
import type { Refusal } from '#protocol/session.ts'
import { PROTOCOL } from '#protocol/version.ts'
import { hashToken } from '../auth/token.ts'
import { type Gateway, isRefused } from '../gateway.ts'
import { faultOf } from '../log.ts'
import { createRate } from '../rate.ts'
import { Decoder, Encoder } from './parser.ts'
import { createPresences } from './presence.ts'
import { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import { gatherWrites, Line, type Wire, type WireServer } from './wire.ts'

export interface Sockets {
  /** Takes nothing new, and lets what is under way be answered. */
  drain(): Promise<void>
  /** Closes every connection so that the devices come back, and the server below. Waits for their goodbyes. */
  close(): Promise<void>
}

/** Room for the frame around the largest push that is still answered. */
const FRAME_BYTES = 1024

/** In how many parts all sessions look again. */
const RELOOK_TURNS = 16

export function serveSockets(http: HttpServer, gateway: Gateway): Sockets {
  const { config, store, log, metrics } = gateway
  const io: WireServer = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    allowEIO3: false,
    maxHttpBufferSize: HARD_PUSH_BYTES + FRAME_BYTES,
    pingInterval: config.pingIntervalMs,
    pingTimeout: config.pingTimeoutMs,
    connectTimeout: 5000,
    parser: { Encoder, Decoder },
  })
  const sessions = new Sessions()
  const presences = createPresences(store, sessions, Date.now)
  const typingRate = createRate({ perSecond: config.typingPerSecond, burst: 4 * config.typingPerSecond }, Date.now)
  const typed = presences.typed
  let isDraining = false
  // A wake-up that was lost costs time, never an entry. Not all at once, or all of them would ask the store together.
  let turn = 0
  const relook = setInterval(() => {
    turn = (turn + 1) % RELOOK_TURNS
    for (const session of sessions.all()) if (session.number % RELOOK_TURNS === turn) session.wake()
  }, config.relookMs / RELOOK_TURNS)
  let count = 0

  /** While there are handshakes: users and devices that commits told of, which a session that is not there yet missed. */
  const missed = new Set<string>()
  let handshakes = 0

  renewCookies(io, gateway)
  io.use((wire, next) => {
    handshakes += 1
    authenticate(wire, gateway)
      .then(
        (refusal) => next(refusal && Object.assign(new Error(refusal), { data: { code: refusal } })),
        (error) => {
          log.error({ fault: faultOf(error) }, 'a handshake failed')
          wire.conn.close()
        },
      )
      // By then it has a session, or never will.
      .finally(() => setImmediate(endHandshake))
  })
  function endHandshake() {
    handshakes -= 1
    if (handshakes === 0) missed.clear()
  }

  io.on('connection', (wire) => {
    const session = new Session(wire, { line: new Line(wire), gateway, typingRate, typed, number: count++ })
    // From here on wake-ups and revocations reach it.
    const replaced = sessions.add(session)
    metrics.tally.connections += 1
    wire.on('error', () => {})
    wire.on('disconnect', () => {
      metrics.tally.connections -= 1
      const { wasLastOfUser } = sessions.remove(session)
      session.close()
      if (wasLastOfUser && !isDraining) void presences.wentOffline(session)
    })
    if (isDraining) return session.end()
    replaced?.replace()
    const { user, device, arrived } = wire.data
    const isAsItWas = replaced === undefined && !missed.has(user) && !missed.has(device)
    wire.data.arrived = undefined
    void session.welcome(isAsItWas ? arrived : undefined).then((neighbours) => {
      if (neighbours === undefined) return
      presences.cameOnline(session, neighbours.contacts)
      presences.introduce(session, neighbours.watched)
    })
  })

  store.onCommit(({ users, revoked, met = [], growths }) => {
    if (handshakes > 0) for (const told of [...users, ...revoked]) missed.add(told)
    // First, or a device would still be sent what came in the commit that ended it.
    for (const device of revoked) sessions.ofDevice(device)?.end()
    for (const user of users) {
      const growth = growths?.get(user)
      for (const session of sessions.ofUser(user)) growth === undefined ? session.wake() : session.grow(growth)
    }
    for (const members of met) void presences.acquaint(members)
  })

  return {
    async drain() {
      isDraining = true
      for (const session of sessions.all()) session.rest()
      await quiet(() => [...sessions.all()].every((session) => session.unanswered === 0), config.drainMs / 2)
    },
    close() {
      clearInterval(relook)
      return io.close()
    },
  }
}

/** Origin first: a foreign page learns nothing of who is signed in. `undefined`: welcome. */
async function authenticate(wire: Wire, gateway: Gateway): Promise<Refusal | undefined> {
  const { headers } = wire.request
  if (gateway.origins.isForeign(headers.origin)) return 'forbidden-origin'
  const auth = wire.handshake.auth as { protocol?: unknown; cursor?: unknown }
  if (auth.protocol !== PROTOCOL) return 'upgrade-required'
  const token = gateway.cookie.read(headers.cookie)
  if (token === undefined) return 'unauthenticated'
  const cursor = parseCursor(auth.cursor)
  const { batchEntries: entries, batchBytes: bytes } = gateway.config
  const arrived = await gateway.store.ask('arrive', { tokenHash: hashToken(token), cursor, entries, bytes })
  if (!arrived || isRefused(arrived)) return 'unauthenticated'
  const { user, device } = arrived.account
  wire.data = { user: user.handle, device: device.id, cursor, arrived }
  // The library's greeting goes out with the welcome.
  gatherWrites(wire)
  return undefined
}

/** A session is kept by being used, also where it is used over sockets alone. */
function renewCookies(io: WireServer, { cookie }: Gateway): void {
  io.engine.on('headers', (headers: Record<string, string>, request: { headers: { cookie?: string } }) => {
    const token = cookie.read(request.headers.cookie)
    if (token) headers['Set-Cookie'] = cookie.write(token)
  })
}

/** Resolves when it is quiet, or when waiting was long enough. */
async function quiet(isQuiet: () => boolean, maxMs: number): Promise<void> {
  const end = Date.now() + maxMs
  while (!isQuiet() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}
