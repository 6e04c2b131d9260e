/** `npm run backup -- FILE` and `npm run restore -- FILE`: copies of what lies in DATA_DIR. */
import { configOrExit } from './config.ts'
import { backUp, contentsInWords, restore } from './sqlite/copies.ts'

const [deed, file, ...more] = process.argv.slice(2)
if ((deed !== 'backup' && deed !== 'restore') || file === undefined || more.length > 0) {
  process.stderr.write('usage: npm run backup -- FILE | npm run restore -- FILE\n')
  process.exit(2)
}
const config = configOrExit()

try {
  const { dataDir } = config
  if (deed === 'backup') {
    process.stdout.write(`Made ${contentsInWords(await backUp(dataDir, file), file)}\n`)
  } else {
    const { contents, aside } = restore(dataDir, file, new Date())
    process.stdout.write(`Put back ${contentsInWords(contents, file)}\n`)
    if (aside !== undefined) process.stdout.write(`What was there before is in ${aside}\n`)
  }
} catch (error) {
  process.stderr.write(`tidemark: ${deed}: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
