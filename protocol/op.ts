/**
 * What a device asks for. Its id is made by the device and kept by the event that comes of it.
 *
 * The schemas check shape alone; sizes, counts and well-formedness are `limits`, and who may do what is the server's
 * `decide`. Unknown fields are dropped.
 */
import * as z from 'zod/mini'
import { isOpId, Uuid7 } from './ids.ts'

const Millis = z.number().check(z.int(), z.gte(0))
const Position = z.number().check(z.int(), z.gte(0))
const text = z.string()
/** Of any form: a bad one is no conversation, which is the server's to say. */
const conversation = z.string()

/** A file that a message names. Its bytes go up by themselves. */
export const FileRef = z.object({
  id: Uuid7,
  name: z.string().check(z.minLength(1), z.maxLength(255)),
  type: z.string().check(z.maxLength(127)),
  /** bytes */
  size: z.number().check(z.int(), z.gte(0)),
  /** SHA-256 in hex */
  hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** a tiny blurred picture in base64, of at most 256 bytes */
  preview: z.optional(z.string().check(z.maxLength(344))),
  width: z.optional(z.number().check(z.int(), z.gt(0))),
  height: z.optional(z.number().check(z.int(), z.gt(0))),
  /** milliseconds */
  duration: z.optional(z.number().check(z.gte(0))),
})
export type FileRef = z.infer<typeof FileRef>

/**
 * `at`: when the person did it, by the device's clock. `again`: sent once more after a rollback, so that no stored
 * rejection but `conflict` holds; never part of the op's content.
 */
const common = { id: Uuid7, at: Millis, again: z.optional(z.boolean()) }
/** User ids by handle, as the device knew them: another one now is `no-such-user`. */
const peers = z.optional(z.record(z.string(), z.string()))

export const OpSchemas = {
  message: z.object({
    ...common,
    kind: z.literal('message'),
    conversation,
    text,
    reply: z.optional(Uuid7),
    files: z.optional(z.array(FileRef)),
    peer: z.optional(z.string()),
  }),
  edit: z.object({ ...common, kind: z.literal('edit'), conversation, target: Uuid7, text }),
  remove: z.object({ ...common, kind: z.literal('remove'), conversation, target: Uuid7 }),
  react: z.object({
    ...common,
    kind: z.literal('react'),
    conversation,
    target: Uuid7,
    emoji: z.string(),
    on: z.boolean(),
  }),
  read: z.object({ ...common, kind: z.literal('read'), conversation, position: Position }),
  group: z.object({
    ...common,
    kind: z.literal('group'),
    conversation,
    title: text,
    members: z.array(z.string()),
    peers,
  }),
  rename: z.object({ ...common, kind: z.literal('rename'), conversation, title: text }),
  add: z.object({ ...common, kind: z.literal('add'), conversation, member: z.string(), peers }),
  join: z.object({ ...common, kind: z.literal('join'), conversation, token: z.string() }),
  drop: z.object({ ...common, kind: z.literal('drop'), conversation, member: z.string() }),
  admin: z.object({ ...common, kind: z.literal('admin'), conversation, member: z.string(), on: z.boolean() }),
  prefs: z.object({
    ...common,
    kind: z.literal('prefs'),
    conversation,
    muted: z.optional(Millis),
    pinned: z.optional(z.boolean()),
    archived: z.optional(z.boolean()),
    unread: z.optional(z.boolean()),
  }),
  block: z.object({ ...common, kind: z.literal('block'), user: z.string(), on: z.boolean(), peers }),
  profile: z.object({ ...common, kind: z.literal('profile'), name: z.optional(text), about: z.optional(text) }),
} as const

export type OpKind = keyof typeof OpSchemas
export const OP_KINDS = Object.keys(OpSchemas) as OpKind[]

export type OpOf<K extends OpKind> = z.infer<(typeof OpSchemas)[K]>
export type Op = { [K in OpKind]: OpOf<K> }[OpKind]

/**
 * An op whose id is good but whose rest is not: it is rejected as an op (`invalid`), and holds its place in the
 * outbox like any other.
 */
export interface MalformedOp {
  id: string
  kind: 'malformed'
}

export type ParsedOp = Op | MalformedOp

/**
 * One op as it came. `undefined` where not even the id is good, which makes the whole push `invalid`.
 * A kind that this build does not know is malformed, like bad fields.
 */
export function parseOp(value: unknown): ParsedOp | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, kind } = value as { id?: unknown; kind?: unknown }
  if (!isOpId(id)) return undefined
  if (kind === 'message') {
    const plain = plainMessage(value as { [field: string]: unknown })
    if (plain !== undefined) return plain
  }
  if (typeof kind !== 'string' || !Object.hasOwn(OpSchemas, kind)) return { id, kind: 'malformed' }
  const parsed = OpSchemas[kind as OpKind].safeParse(value)
  return parsed.success ? (parsed.data as Op) : { id, kind: 'malformed' }
}

const LEFT_TO_THE_SCHEMA = ['again', 'reply', 'files', 'peer'] as const

/**
 * What nearly every op is, a good message of text alone, without the schema, which takes ten times as long.
 * `undefined`: the schema decides.
 */
function plainMessage(value: { [field: string]: unknown }): Op | undefined {
  for (const field of LEFT_TO_THE_SCHEMA) if (field in value) return undefined
  const { id, at, conversation, text } = value
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) return undefined
  if (typeof conversation !== 'string' || typeof text !== 'string') return undefined
  return { id: id as string, at, kind: 'message', conversation, text }
}
