/** How one setting is read from the environment. */

export interface Setting<T> {
  /** name of the environment's variable */
  env: string
  fallback: T
  /** what it does, for the docs */
  about: string
  /** `undefined`: not a value of this setting */
  parse: (raw: string) => T | undefined
  /** what a value looks like, for the complaint about a wrong one */
  expects: string
}

export function whole(env: string, fallback: number, about: string, range: { min?: number; max?: number } = {}) {
  const { min = 1, max = Number.MAX_SAFE_INTEGER } = range
  return {
    env,
    fallback,
    about,
    expects: max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min} up` : `a whole number from ${min} to ${max}`,
    parse: (raw) => {
      const value = /^\d{1,16}$/.test(raw) ? Number(raw) : Number.NaN
      return value >= min && value <= max ? value : undefined
    },
  } satisfies Setting<number>
}

/** Milliseconds that a timer takes: longer ones fire at once. */
export const timer = (env: string, fallback: number, about: string) =>
  whole(env, fallback, about, { min: 1, max: 2 ** 31 - 1 })

/** Unset: `undefined`. */
export function optional<T>(setting: Setting<T>): Setting<T | undefined> {
  return { ...setting, fallback: undefined }
}

export function text(env: string, fallback: string, about: string): Setting<string> {
  return { env, fallback, about, expects: 'some text', parse: (raw) => raw }
}

export function oneOf<const T extends string>(env: string, values: readonly T[], about: string): Setting<T> {
  return {
    env,
    fallback: values[0] as T,
    about,
    expects: `one of ${values.join(', ')}`,
    parse: (raw) => values.find((value) => value === raw),
  }
}

/** `https://chat.example.org`: scheme, host and port, nothing behind. */
export function origin(env: string, about: string): Setting<string | undefined> {
  return {
    env,
    fallback: undefined,
    about,
    expects: 'an origin such as https://chat.example.org',
    parse: (raw) => {
      const url = URL.canParse(raw) ? new URL(raw) : undefined
      if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) return undefined
      return raw === url.origin || raw === `${url.origin}/` ? url.origin : undefined
    },
  }
}

/** How many proxies in front may be believed: a count, or yes for one. */
export function hops(env: string, about: string): Setting<number> {
  return {
    env,
    fallback: 0,
    about,
    expects: 'a count of proxies, true or false',
    parse: (raw) => {
      if (raw === 'true') return 1
      if (raw === 'false') return 0
      return /^\d{1,2}$/.test(raw) ? Number(raw) : undefined
    },
  }
}
