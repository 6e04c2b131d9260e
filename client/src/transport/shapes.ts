/**
 * What an answer must have for us to believe that it is our server's. The rest of it is the protocol's promise: an
 * event of a kind that is not known here, or with fields that are new, must pass.
 */

import * as z from 'zod/mini'
import { Cursor } from '#protocol/cursor.ts'
import type {
  Account,
  ExchangeAnswer,
  HistoryPage,
  Invite,
  InviteView,
  SnapshotPage,
  User,
  Visit,
} from '#protocol/http.ts'
import type { EntriesBatch, PushAck, ResumeAck, Welcome } from '#protocol/session.ts'

const Id = z.nullable(z.string())
const Mode = z.enum(['resume', 'resync'])
const EventShape = z.looseObject({ id: z.string(), kind: z.string() })
const EntryShape = z.looseObject({ seq: z.number(), id: z.string(), event: EventShape })
const UserShape = z.looseObject({ id: z.string(), handle: z.string(), name: z.string() })
const DeviceShape = z.looseObject({ id: z.string(), name: z.string() })
const AccountShape = z.looseObject({ user: UserShape, device: DeviceShape })

const VisitShape = z.looseObject({ account: z.optional(AccountShape) })

const shape =
  <T>(schema: z.ZodMiniType) =>
  (value: unknown): value is T =>
    schema.safeParse(value).success

export const isWelcome = shape<Welcome>(
  z.looseObject({
    user: UserShape,
    device: DeviceShape,
    outbox: Id,
    inbox: Mode,
    head: z.number(),
    time: z.number(),
    limits: z.looseObject({ text: z.number(), ops: z.number(), pushSize: z.number() }),
  }),
)
export const isEntriesBatch = shape<EntriesBatch>(z.object({ after: Cursor, entries: z.array(EntryShape) }))
export const isPushAck = shape<PushAck>(
  z.union([z.looseObject({ error: z.looseObject({ code: z.string() }) }), z.looseObject({ outbox: Id })]),
)
export const isResumeAck = shape<ResumeAck>(z.looseObject({ inbox: Mode }))

export const isExchangeAnswer = shape<ExchangeAnswer>(
  z.looseObject({ outbox: Id, inbox: Mode, entries: z.array(EntryShape), more: z.boolean(), head: z.number() }),
)
export const isSnapshotPage = shape<SnapshotPage>(
  z.looseObject({ cursor: Cursor, user: UserShape, conversations: z.array(z.looseObject({ id: z.string() })) }),
)
export const isHistoryPage = shape<HistoryPage>(z.looseObject({ events: z.array(EventShape) }))
export const isUserList = shape<{ users: User[] }>(z.looseObject({ users: z.array(UserShape) }))
export const isUserAnswer = shape<{ user: User }>(z.looseObject({ user: UserShape }))
export const isVisit = shape<Visit>(VisitShape)
export const isInvite = shape<Invite>(z.looseObject({ token: z.string(), url: z.string() }))
export const isInviteView = shape<InviteView>(
  z.looseObject({ conversation: z.string(), title: z.string(), by: z.string(), members: z.number() }),
)
export const isAccount = shape<Account>(AccountShape)
export const isAnything = (value: unknown): value is object => typeof value === 'object' && value !== null
