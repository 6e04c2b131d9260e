/**
 * `npm run test:crash -- [--rounds 200]`: the server is killed, frozen, put back to an older copy and starved of its disk
 * under load from both sides. Exit code 0: nothing was lost, doubled, disordered or overheard; 1: something was; 2: a part could not be
 * played on this machine.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import build from '../server/test/build.ts'
import { newServer, WireServer } from '../server/test/server-process.ts'
import { type Disk, fillDisk } from './full-disk.ts'
import { freezeServer, killServer, play, putBack, type Result, type Round } from './rounds.ts'
import { STAGE_ENV, Stage } from './stage.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '200' } } })
const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  console.error('usage: npm run test:crash -- [--rounds 200]')
  process.exit(2)
}

let worst = 0

function report(title: string, { faults, saved, acked, heard, rounds, seconds }: Result): void {
  console.log(
    `${title}: ${rounds} rounds in ${seconds.toFixed(0)} s; ${saved} messages kept, ${acked} ops acked, ${heard} words heard; ${faults.length} faults`,
  )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  if (faults.length > 0) worst = 1
}

async function played(server: WireServer, all: readonly Round[]): Promise<Result> {
  await server.start()
  const stage = await Stage.open(server)
  try {
    const result = await play(stage, all, (n) => {
      if (n % 50 === 0) console.log(`  … ${n}`)
    })
    if (stage.forgotten > 0)
      console.log(`  of these, ${stage.forgotten} were said after the copies to which the server was put back`)
    return result
  } finally {
    await stage.close()
    await server.end()
  }
}

const times = (count: number, round: Round): Round[] => Array.from({ length: count }, () => round)

await build()
report('kill -9 of the server', await played(newServer(STAGE_ENV), times(rounds, killServer)))
const few = Math.ceil(rounds / 10)
report('SIGSTOP of the server, and return', await played(newServer(STAGE_ENV), times(few, freezeServer)))
// Each brings back more than the last.
report('the server put back to a backup', await played(newServer(STAGE_ENV), times(Math.ceil(rounds / 40), putBack)))

const disk = mountSmallDisk()
if (disk) {
  try {
    report('disk full', await played(new WireServer(STAGE_ENV, join(disk.mount, 'data')), times(5, fillDisk(disk))))
  } finally {
    execFileSync('umount', ['-l', disk.mount])
    rmSync(disk.mount, { recursive: true, force: true })
  }
} else {
  console.log('disk full: not played, since it takes root to mount a small disk')
  worst ||= 2
}
process.exit(worst)

function mountSmallDisk(): Disk | undefined {
  const mount = mkdtempSync(join(tmpdir(), 'tidemark-full-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount], { stdio: 'ignore' })
  } catch {
    rmSync(mount, { recursive: true })
    return undefined
  }
  const ballast = join(mount, 'ballast')
  return {
    mount,
    fill: () => {
      const { bavail, bsize } = statfsSync(mount)
      writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    },
    free: () => rmSync(ballast),
  }
}
