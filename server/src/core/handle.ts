/** The server's one way in: a request, answered inside a transaction that the adapter opened. */
import type { Context, News } from './context.ts'
import { history } from './history.ts'
import { ack, arrive, connect, exchange, read, resume } from './inbox.ts'
import { createInvite, endInvite, invite } from './invites.ts'
import {
  changePassword,
  contacts,
  createAccount,
  createDevice,
  devices,
  isInhabited,
  listeners,
  markSeen,
  resetPassword,
  revoke,
  session,
  users,
} from './people.ts'
import type { DeviceRow, Env, Tx } from './ports.ts'
import { push } from './push.ts'
import type { Answer, Ask, AskedKind, Asker, Kind, Refused } from './requests.ts'
import { snapshot } from './snapshot.ts'
import { sweep } from './trim.ts'

type OpenKind = Exclude<Kind, AskedKind>

/** Answered to a device that is there and whose own user asks. */
const ASKED: { readonly [K in AskedKind]: (context: Context, ask: Ask<K>, device: DeviceRow) => Answer<K> } = {
  connect,
  push,
  ack,
  resume,
  read,
  exchange,
  snapshot,
  history,
  users,
  listeners,
  devices,
  revoke,
  changePassword,
  createInvite,
  endInvite,
}

/** Answered to whoever asks. `undefined` of `createDevice`: there is no such user. */
const OPEN: { readonly [K in OpenKind]: (context: Context, ask: Ask<K>) => Answer<K> | Refused } = {
  createAccount,
  inhabited: ({ tx }) => isInhabited(tx),
  passwordHash: ({ tx }, { handle }) => tx.passwordHash(handle),
  resetPassword,
  createDevice: (context, ask) => createDevice(context, ask) ?? UNAUTHENTICATED,
  session,
  arrive,
  contacts,
  invite,
  sweep,
}

const UNAUTHENTICATED: Refused = { refused: 'unauthenticated' }

/** What a request of one kind needs, kind included: what an adapter queues. */
export type RequestOf<K extends Kind> = { kind: K } & Ask<K>

/**
 * Answers one request and writes what it brings about; `news` gathers what to tell once all of it is durable.
 * Where this throws, nothing of the request may stay.
 */
export function handle<K extends Kind>(tx: Tx, request: RequestOf<K>, env: Env, news: News): Answer<K> | Refused {
  const context: Context = { tx, env, news }
  if (!isAsked(request)) {
    const answer = OPEN[request.kind as OpenKind] as (context: Context, ask: unknown) => Answer<K> | Refused
    return answer(context, request)
  }
  const device = tx.device(request.device)
  if (device === undefined || device.user !== request.user) return UNAUTHENTICATED
  const answer = ASKED[request.kind] as (context: Context, ask: unknown, device: DeviceRow) => Answer<K>
  return answer(context, request, markSeen(context, device))
}

const isAsked = (request: { kind: Kind }): request is { kind: AskedKind } & Asker => Object.hasOwn(ASKED, request.kind)
