/** `npm run password -- USERNAME`: a new password for somebody who forgot theirs. */
import { randomInt } from 'node:crypto'
import { createPasswords } from './auth/passwords.ts'
import { type Config, configOrExit } from './config.ts'
import { createLog } from './log.ts'
import { openStore } from './open-store.ts'

/** Without what looks alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const LETTERS_EACH = 5

const [typed, ...more] = process.argv.slice(2)
if (typed === undefined || more.length > 0) {
  process.stderr.write('usage: npm run password -- USERNAME\n')
  process.exit(2)
}
const config = configOrExit()

try {
  const handle = typed.replace(/^@/, '')
  const password = newPassword()
  await reset(config, handle, password)
  process.stdout.write(`The new password of @${handle}: ${password}\nThey can change it under Settings, Account.\n`)
} catch (error) {
  process.stderr.write(`tidemark: password: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

/** @throws in words for whoever runs the server, also while that runs */
async function reset(config: Config, handle: string, password: string): Promise<void> {
  const store = await openStore(config, createLog(config.logLevel))
  try {
    const passwordHash = await (await createPasswords(1)).hash(password, '')
    if ((await store.ask('resetPassword', { handle, passwordHash })) !== 'changed') {
      throw new Error(`nobody is called ${handle} in ${config.dataDir}`)
    }
  } finally {
    await store.close()
  }
}

/** About a hundred bits. */
function newPassword(): string {
  const group = () => Array.from({ length: LETTERS_EACH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
