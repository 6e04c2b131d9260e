/** The session cookie: the credential of one device. */
import { parseCookie, stringifySetCookie } from 'cookie'

/** The longest that browsers keep a cookie. It is renewed as it is used. */
const MAX_AGE_SECONDS = 400 * 24 * 60 * 60

const TOKEN = /^[\w-]{43}$/

export interface SessionCookie {
  name: string
  read(header: string | undefined): string | undefined
  write(token: string): string
  clear(): string
}

/** @param secure the app is served over TLS: then the cookie is bound to its host and never travels in the clear */
export function sessionCookie(secure: boolean): SessionCookie {
  const name = secure ? '__Host-tidemark' : 'tidemark'
  const common = { name, httpOnly: true, sameSite: 'lax', path: '/', secure } as const
  // Put together once: it goes out with each handshake, and a token needs no escaping.
  const [before, after] = stringifySetCookie({ ...common, value: '*', maxAge: MAX_AGE_SECONDS }).split('*')
  return {
    name,
    read: (header) => {
      const token = header === undefined ? undefined : parseCookie(header)[name]
      return token && TOKEN.test(token) ? token : undefined
    },
    write: (token) => `${before}${token}${after}`,
    clear: () => stringifySetCookie({ ...common, value: '', maxAge: 0 }),
  }
}
