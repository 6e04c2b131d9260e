/** Who calls: the device whose cookie came along. */
import type { Request, RequestHandler, Response } from 'express'
import type { Asker, Refused } from '#core/requests.ts'
import type { Account } from '#protocol/http.ts'
import { hashToken } from '../auth/token.ts'
import { type Gateway, isRefused } from '../gateway.ts'
import { unauthenticated } from './errors.ts'

/** Lets pass who is signed in, and renews their cookie. */
export function authenticate(gateway: Gateway): RequestHandler {
  return async (request, response, next) => {
    const account = await recognise(gateway, request, response)
    if (!account) throw unauthenticated()
    response.locals.account = account
    next()
  }
}

/** Whose cookie it is, renewed; `undefined` for a stranger. */
export async function recognise(
  { store, cookie }: Gateway,
  request: Request,
  response: Response,
): Promise<Account | undefined> {
  const token = cookie.read(request.headers.cookie)
  const account = token && (await store.ask('session', { tokenHash: hashToken(token) }))
  if (!token || !account || isRefused(account)) return undefined
  response.append('Set-Cookie', cookie.write(token))
  return account
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
