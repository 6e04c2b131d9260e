/** Who calls: the device whose cookie came along. */
import type { RequestHandler, Response } from 'express'
import type { Asker, Refused } from '#core/requests.ts'
import type { Account } from '#protocol/http.ts'
import { hashToken } from '../auth/token.ts'
import { type Gateway, isRefused } from '../gateway.ts'
import { unauthenticated } from './errors.ts'

/** Lets pass who is signed in, and renews their cookie. */
export function authenticate({ store, cookie }: Gateway): RequestHandler {
  return async (request, response, next) => {
    const token = cookie.read(request.headers.cookie)
    const account = token && (await store.ask('session', { tokenHash: hashToken(token) }))
    if (!token || !account || isRefused(account)) throw unauthenticated()
    response.append('Set-Cookie', cookie.write(token))
    response.locals.account = account
    next()
  }
}

/** Behind `authenticate` alone. */
export const accountOf = (response: Response): Account => response.locals.account as Account

export function askerOf(response: Response): Asker {
  const { user, device } = accountOf(response)
  return { user: user.handle, device: device.id }
}

/** The answer of the store, where the device was not revoked just now. */
export function granted<T>(answer: T): Exclude<T, Refused> {
  if (isRefused(answer)) throw unauthenticated()
  return answer as Exclude<T, Refused>
}
