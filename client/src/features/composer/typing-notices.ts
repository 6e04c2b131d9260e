/** Telling the others that one types: while one does, at most every few seconds, and at once when one stopped. */

export interface TypingNotices {
  /** A key went into the box: this is in it now. */
  wrote(text: string): void
  /** It was sent, or left. */
  stop(): void
}

export interface TypingPorts {
  tell(on: boolean): void
  /** ms */
  now(): number
  /** ms after which it is told again */
  renewMs: number
}

export function createTypingNotices({ tell, now, renewMs }: TypingPorts): TypingNotices {
  let told: number | undefined

  function stop() {
    if (told !== undefined) tell(false)
    told = undefined
  }

  return {
    wrote(text) {
      if (text.trim() === '') return stop()
      const at = now()
      if (told !== undefined && at >= told && at - told < renewMs) return
      told = at
      tell(true)
    },
    stop,
  }
}
