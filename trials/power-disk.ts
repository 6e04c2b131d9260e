/** A disk whose power can be cut: an ext4 in a file, which loses exactly what was never synced. Takes root and Linux. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: from now on nothing reaches the disk, not even the journal. */
const CUT = 'open(my $fs, "<", $ARGV[0]) or die "$!"; my $how = pack("L", 2); ioctl($fs, 0x8004587D, $how) or die "$!"'

const GONE_MS = 20_000

export class PowerDisk {
  readonly mount: string
  readonly #image: string

  private constructor(folder: string, bytes: number) {
    this.mount = join(folder, 'disk')
    this.#image = join(folder, 'image')
    writeFileSync(this.#image, '')
    truncateSync(this.#image, bytes)
    quietly('mkfs.ext4', '-q', '-F', this.#image)
    quietly('mkdir', this.mount)
    this.#attach()
  }

  /** `undefined` where this machine has no such thing. */
  static async make(megabytes: number): Promise<PowerDisk | undefined> {
    const folder = mkdtempSync(join(tmpdir(), 'tidemark-power-'))
    try {
      const disk = new PowerDisk(folder, megabytes << 20)
      disk.cut()
      await disk.back()
      return disk
    } catch {
      spawnSync('umount', ['-l', join(folder, 'disk')], { stdio: 'ignore' })
      rmSync(folder, { recursive: true, force: true })
      return undefined
    }
  }

  /** What was written until now is on the disk. */
  sync(): void {
    quietly('sync', '-f', this.mount)
  }

  cut(): void {
    quietly('perl', '-e', CUT, this.mount)
  }

  /** The machine comes up again. Whoever used the disk has been killed; it is let go of once they are gone. */
  async back(): Promise<void> {
    const deadline = performance.now() + GONE_MS
    while (spawnSync('umount', [this.mount], { stdio: 'ignore' }).status !== 0) {
      if (performance.now() > deadline) throw new Error(`${this.mount} is still in use`)
      await setTimeout(20)
    }
    this.#attach()
  }

  remove(): void {
    quietly('umount', '-l', this.mount)
    rmSync(join(this.mount, '..'), { recursive: true, force: true })
  }

  #attach(): void {
    quietly('mount', '-o', 'loop', this.#image, this.mount)
  }
}

function quietly(command: string, ...args: string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
