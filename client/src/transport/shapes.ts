/**
 * What an answer must have for us to believe that it is our server's. The rest of it is the protocol's promise: an
 * event of a kind that is not known here, or with fields that are new, must pass. By hand: a library for schemas would be
 * a part of what is loaded before anything can be sent.
 */
import type { Cursor } from '#protocol/cursor.ts'
import type {
  Account,
  Device,
  ExchangeAnswer,
  HistoryPage,
  Invite,
  InviteView,
  SnapshotPage,
  User,
  Visit,
} from '#protocol/http.ts'
import type { Handle } from '#protocol/ids.ts'
import type { EntriesBatch, Presence, PushAck, ResumeAck, Typing, Welcome } from '#protocol/session.ts'

type Shape<T> = (value: unknown) => value is T
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const number: Check = (value) => typeof value === 'number'
const flag: Check = (value) => typeof value === 'boolean'
const id: Check = (value) => value === null || text(value)
const mode: Check = (value) => value === 'resume' || value === 'resync'
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

export const isAnything = (value: unknown): value is object => typeof value === 'object' && value !== null

/** An object that has these, whatever else it has. */
const shape =
  <T>(fields: Record<string, Check>): Shape<T> =>
  (value): value is T =>
    isAnything(value) &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]))

const isCursor = shape<Cursor>({ seq: (value) => Number.isSafeInteger(value) && Number(value) >= 0, id })
const isEvent = shape({ id: text, kind: text })
const isEntry = shape({ seq: number, id: text, event: isEvent })
const isUser = shape<User>({ id: text, handle: text, name: text })
const isDevice = shape({ id: text, name: text })
const isRefusal = shape({ error: shape({ code: text }) })
const isPushed = shape({ outbox: id })

export const isWelcome = shape<Welcome>({
  user: isUser,
  device: isDevice,
  outbox: id,
  inbox: mode,
  head: number,
  time: number,
  limits: shape({ text: number, ops: number, pushSize: number }),
})
export const isEntriesBatch = shape<EntriesBatch>({ after: isCursor, entries: list(isEntry) })
export const isPushAck = (value: unknown): value is PushAck => isRefusal(value) || isPushed(value)
export const isTyping = shape<Typing & { by: Handle }>({ conversation: text, by: text, on: flag })
export const isPresence = shape<Presence>({ user: text, online: flag, seen: number })
export const isResumeAck = shape<ResumeAck>({ inbox: mode })
export const isExchangeAnswer = shape<ExchangeAnswer>({
  outbox: id,
  inbox: mode,
  entries: list(isEntry),
  more: flag,
  head: number,
})
export const isSnapshotPage = shape<SnapshotPage>({
  cursor: isCursor,
  user: isUser,
  conversations: list(shape({ id: text })),
  total: (value) => value === undefined || number(value),
})
export const isHistoryPage = shape<HistoryPage>({ events: list(isEvent) })
export const isUserList = shape<{ users: User[] }>({ users: list(isUser) })
export const isDeviceList = shape<{ devices: Device[] }>({
  devices: list(shape({ id: text, name: text, created: number, seen: number })),
})
export const isUserAnswer = shape<{ user: User }>({ user: isUser })
export const isAccount = shape<Account>({ user: isUser, device: isDevice })
export const isVisit = (value: unknown): value is Visit =>
  isAnything(value) && (!('account' in value) || value.account === undefined || isAccount(value.account))
export const isInvite = shape<Invite>({ token: text, url: text })
export const isInviteView = shape<InviteView>({ conversation: text, title: text, by: text, members: number })
