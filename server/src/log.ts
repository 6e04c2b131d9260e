/** One line of JSON an event. Never text, tokens, cookies, bodies or headers. */
import pino, { type Logger } from 'pino'

export type Log = Logger

export const createLog = (level: string): Log => pino({ level, base: undefined })

/** What may be told of a failure: a bug's stack, and never the values that caused it. */
export function faultOf(error: unknown): { name: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error }
  const { code } = error as { code?: unknown }
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  return { name: error.name, ...(typeof code === 'string' && { code }), ...(frames && { stack: frames.join('\n') }) }
}
