/** The protocol's limits, where the server is not told otherwise. */
import { ABOUT_CODE_POINTS, DEFAULT_LIMITS, EMOJI_BYTES } from '#protocol/limits.ts'
import type { CoreSettings } from './ports.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export const DEFAULT_SETTINGS: CoreSettings = {
  textBytes: DEFAULT_LIMITS.text,
  titleCodePoints: DEFAULT_LIMITS.title,
  aboutCodePoints: ABOUT_CODE_POINTS,
  emojiBytes: EMOJI_BYTES,
  members: DEFAULT_LIMITS.members,
  files: DEFAULT_LIMITS.files,
  fileBytes: DEFAULT_LIMITS.fileSize,
  logEntries: 100_000,
  deviceUnseenMs: 30 * DAY_MS,
  snapshotEvents: 30,
  snapshotConversations: 50,
}
