/**
 * Carries one user's log to one device: reads on from where the device is, with a window of batches that it has not
 * acknowledged yet. Live and catch-up are the same: a commit only wakes it. A device that stops reading costs the
 * window and nothing more (S15, S21).
 */
import type { EncodedBatch, EncodedEntry } from '#core/encoded.ts'
import { type Cursor, parseCursor, sameCursor } from '#protocol/cursor.ts'

interface Page {
  found: boolean
  entries: EncodedEntry[]
  head: number
}

export interface DeliveryPorts {
  /** Entries after a cursor. `undefined`: not now; the next waking tries again. */
  read(after: Cursor): Promise<Page | undefined>
  /** The device holds everything up to here. */
  record(cursor: Cursor): void
  send(batch: EncodedBatch): void
  /** The entry to go on from is gone: the device must come again, and be told to resync (S17). */
  lost(): void
}

interface InFlight {
  last: Cursor
  entries: readonly EncodedEntry[]
}

export class Delivery {
  private at: Cursor | undefined
  private inFlight: InFlight[] = []
  private first: Page | undefined
  private hasNews = false
  private isReading = false

  constructor(
    private readonly ports: DeliveryPorts,
    private readonly window: number,
  ) {}

  /**
   * Starts after `cursor`, once: a session streams from its handshake, or from its `resume` after a snapshot. `first`: what
   * was read there ahead.
   */
  startFrom(cursor: Cursor, first?: Page): void {
    this.at = cursor
    this.inFlight = []
    this.first = first
    this.wake()
  }

  /** There may be more to read. Looking in vain is harmless. */
  wake(): void {
    this.hasNews = true
    void this.pump()
  }

  /** What the log grew by: sent at once where this is all that the device still lacks, else only a waking. */
  grow(growth: EncodedBatch): void {
    const isNext =
      this.at !== undefined &&
      !this.isReading &&
      this.inFlight.length < this.window &&
      sameCursor(this.at, growth.after)
    if (isNext) this.send(growth)
    else this.wake()
  }

  /** What a device answers says itself how far it goes. One that is not the cursor of an entry in flight moves nothing. */
  acknowledge(answer: unknown): void {
    const cursor = parseCursor((answer as { cursor?: unknown } | null | undefined)?.cursor)
    if (!cursor || !this.isInFlight(cursor)) return
    this.inFlight = this.inFlight.filter(({ last }) => last.seq > cursor.seq)
    this.ports.record(cursor)
    void this.pump()
  }

  stop(): void {
    this.at = undefined
    this.inFlight = []
  }

  private async pump(): Promise<void> {
    while (this.at !== undefined && this.hasNews && !this.isReading && this.inFlight.length < this.window) {
      const after = this.at
      this.hasNews = false
      this.isReading = true
      const { first } = this
      this.first = undefined
      const page = first ?? (await this.ports.read(after))
      this.isReading = false
      // Stopped, or started from elsewhere meanwhile.
      if (this.at !== after) continue
      if (page === undefined) return
      if (!page.found) {
        this.stop()
        return this.ports.lost()
      }
      const newest = page.entries.at(-1)
      if (newest === undefined) continue
      if (page.head > newest.seq) this.hasNews = true
      this.send({ after, entries: page.entries })
    }
  }

  private send(batch: EncodedBatch): void {
    const { seq, id } = batch.entries.at(-1) as EncodedEntry
    this.at = { seq, id }
    this.inFlight.push({ last: this.at, entries: batch.entries })
    this.ports.send({ after: batch.after, entries: batch.entries })
  }

  private isInFlight(cursor: Cursor): boolean {
    return (
      this.inFlight.some(({ last }) => sameCursor(last, cursor)) ||
      this.inFlight.some(({ entries }) => entries.some(({ seq, id }) => seq === cursor.seq && id === cursor.id))
    )
  }
}
