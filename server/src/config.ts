/** The server's settings: read from the environment and checked once, at start. */
import type { CoreSettings } from '#core/ports.ts'
import {
  ABOUT_CODE_POINTS,
  BATCH,
  DEFAULT_LIMITS,
  EMOJI_BYTES,
  HARD_PUSH_BYTES,
  type Limits,
  PASSWORD_CODE_POINTS,
} from '#protocol/limits.ts'
import { hops, oneOf, optional, origin, type Setting, text, timer, whole } from './setting.ts'

const DAY = 24 * 60 * 60 * 1000

/** Every setting there is. The docs' table is held against this one. */
export const SETTINGS = {
  port: whole('PORT', 3000, 'Port of app and API; 0 takes any free one.', { min: 0, max: 65535 }),
  host: text('HOST', '127.0.0.1', 'Address to listen on.'),
  dataDir: text('DATA_DIR', './data', 'Where the database lies.'),
  clientDir: text('CLIENT_DIR', './dist/client', 'Where the built app lies.'),
  publicOrigin: origin('PUBLIC_ORIGIN', 'Origin that browsers see. https means TLS in front, so Secure cookies.'),
  trustProxy: hops('TRUST_PROXY', 'Proxies in front whose X-Forwarded-For is believed.'),
  metricsPort: optional(whole('METRICS_PORT', 0, 'Port of /metrics; off when unset.', { min: 0, max: 65535 })),
  signup: oneOf(
    'SIGNUP',
    ['open', 'invite'],
    'Who may make an account: anyone, or who has a group invite (and the first of all).',
  ),
  store: oneOf('STORE', ['sqlite', 'memory'], 'Where messages are kept; memory forgets all at the end.'),
  logLevel: oneOf('LOG_LEVEL', ['info', 'debug', 'warn', 'error', 'silent'], 'How much is logged.'),

  textBytes: whole('LIMIT_TEXT_BYTES', DEFAULT_LIMITS.text, "Bytes of a message's text."),
  titleCodePoints: whole('LIMIT_TITLE', DEFAULT_LIMITS.title, 'Code points of a title or a display name.'),
  aboutCodePoints: whole('LIMIT_ABOUT', ABOUT_CODE_POINTS, 'Code points of what a person says of themselves.'),
  emojiBytes: whole('LIMIT_EMOJI_BYTES', EMOJI_BYTES, 'Bytes of a reaction.'),
  members: whole('LIMIT_MEMBERS', DEFAULT_LIMITS.members, 'Members of a group.'),
  files: whole('LIMIT_FILES', DEFAULT_LIMITS.files, 'Files of a message.'),
  fileBytes: whole('LIMIT_FILE_BYTES', DEFAULT_LIMITS.fileSize, 'Bytes of a file.'),
  pushOps: whole('LIMIT_PUSH_OPS', DEFAULT_LIMITS.ops, 'Ops of one push or exchange.'),
  pushBytes: whole('LIMIT_PUSH_BYTES', DEFAULT_LIMITS.pushSize, 'Bytes of JSON of one push or exchange.', {
    max: HARD_PUSH_BYTES,
  }),
  batchEntries: whole('LIMIT_BATCH_ENTRIES', BATCH.entries, 'Entries of one batch.'),
  batchBytes: whole('LIMIT_BATCH_BYTES', BATCH.bytes, 'Bytes of one batch, about.'),
  batchWindow: whole('LIMIT_BATCH_WINDOW', BATCH.window, 'Batches that may be unacknowledged.'),
  logEntries: whole('LIMIT_LOG_ENTRIES', 100_000, "Entries of a user's pending log; who is past it resyncs."),
  deviceUnseenMs: whole('LIMIT_DEVICE_UNSEEN_MS', 30 * DAY, 'A device unseen for longer holds no log back.'),
  snapshotEvents: whole('LIMIT_SNAPSHOT_EVENTS', 30, 'Newest events of each conversation in a snapshot, at least.'),
  snapshotConversations: whole('LIMIT_SNAPSHOT_CONVERSATIONS', 50, 'Conversations on a page of a snapshot.'),
  historyEvents: whole('LIMIT_HISTORY_EVENTS', 50, 'Events of a page of history, unless asked otherwise.'),
  historyEventsMax: whole('LIMIT_HISTORY_EVENTS_MAX', 200, 'Events of a page of history, at most.'),
  lookupHandles: whole('LIMIT_LOOKUP_HANDLES', 200, 'Handles of one look-up of users.'),
  passwordMin: whole('LIMIT_PASSWORD_MIN', PASSWORD_CODE_POINTS.min, 'Code points of a password, at least.'),
  passwordMax: whole('LIMIT_PASSWORD_MAX', PASSWORD_CODE_POINTS.max, 'Code points of a password, at most.'),

  opsPerSecond: whole('RATE_OPS_PER_SECOND', 50, 'Ops a second that a user may sustain.'),
  opsBurst: whole('RATE_OPS_BURST', 2000, 'Ops that a returning outbox may bring at once.'),
  typingPerSecond: whole('RATE_TYPING_PER_SECOND', 5, 'Typing notices a second of one connection; more are dropped.'),
  signInFailures: whole(
    'RATE_SIGN_IN_FAILURES',
    10,
    'Failed sign-ins per handle and address (of IPv6, its /64) in the window.',
  ),
  signInWindowMs: whole('RATE_SIGN_IN_WINDOW_MS', 5 * 60_000, 'Length of that window.'),
  passwordQueue: whole(
    'RATE_PASSWORD_QUEUE',
    1000,
    'Passwords that may wait to be hashed, and of one address; more are told to slow down.',
  ),

  pingIntervalMs: timer('PING_INTERVAL_MS', 10_000, 'Between the heartbeats of a connection.'),
  pingTimeoutMs: timer('PING_TIMEOUT_MS', 12_000, 'Without an answer to one, the connection is closed.'),
  relookMs: timer('RELOOK_MS', 15_000, 'How often each inbox is looked at without being woken.'),
  sweepMs: timer('SWEEP_MS', 60_000, 'How often the logs are trimmed.'),
  drainMs: timer('DRAIN_MS', 8_000, 'What a shutdown may take at most.'),
} satisfies Record<string, Setting<unknown>>

export type Config = { readonly [K in keyof typeof SETTINGS]: (typeof SETTINGS)[K]['fallback'] }

export type ConfigResult = { config: Config } | { problems: string[] }

/** Empty variables count as unset. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const problems: string[] = []
  const config: Record<string, unknown> = {}
  for (const [key, setting] of Object.entries(SETTINGS) as [string, Setting<unknown>][]) {
    const raw = env[setting.env]
    const value = raw === undefined || raw === '' ? setting.fallback : setting.parse(raw)
    if (value === undefined && raw) problems.push(`${setting.env}=${raw} is not ${setting.expects}`)
    config[key] = value
  }
  const { passwordMin, passwordMax, textBytes, pushBytes } = config as unknown as Config
  if (passwordMin > passwordMax) problems.push('LIMIT_PASSWORD_MIN is above LIMIT_PASSWORD_MAX')
  // A device would take what then fits no push, and have it refused for good.
  if (textBytes > pushBytes) problems.push('LIMIT_TEXT_BYTES is above LIMIT_PUSH_BYTES')
  return problems.length > 0 ? { problems } : { config: config as unknown as Config }
}

/** The settings of this process, or its end with what is wrong with them. */
export function configOrExit(): Config {
  const read = readConfig(process.env)
  if ('config' in read) return read.config
  for (const problem of read.problems) process.stderr.write(`tidemark: ${problem}\n`)
  process.exit(1)
}

/** What is told in `welcome`. */
export const limitsOf = (config: Config): Limits => ({
  text: config.textBytes,
  title: config.titleCodePoints,
  members: config.members,
  files: config.files,
  fileSize: config.fileBytes,
  ops: config.pushOps,
  pushSize: config.pushBytes,
})

export const coreSettingsOf = (config: Config): CoreSettings => ({
  textBytes: config.textBytes,
  titleCodePoints: config.titleCodePoints,
  aboutCodePoints: config.aboutCodePoints,
  emojiBytes: config.emojiBytes,
  members: config.members,
  files: config.files,
  fileBytes: config.fileBytes,
  logEntries: config.logEntries,
  deviceUnseenMs: config.deviceUnseenMs,
  snapshotEvents: config.snapshotEvents,
  snapshotConversations: config.snapshotConversations,
})
