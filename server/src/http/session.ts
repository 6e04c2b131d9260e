/** Who calls: the device whose cookie came along. */
import type { Request, RequestHandler, Response } from 'express'
import type { Answer, Ask, AskedKind, Asker, Refused } from '#core/requests.ts'
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

/**
 * Asks the store in the name of who is signed in, a few at a time: the store answers one after the other, and a page of a
 * snapshot takes it as long as a hundred messages, so that whoever asks for hundreds would hold up everybody. Revoking
 * does not wait so: it may be what ends it.
 */
export async function ask<K extends AskedKind>(
  { store, turns }: Pick<Gateway, 'store' | 'turns'>,
  response: Response,
  kind: K,
  what: Omit<Ask<K>, keyof Asker>,
): Promise<Exclude<Answer<K>, Refused>> {
  const asker = askerOf(response)
  return granted(await turns(asker.user, () => store.ask(kind, { ...what, ...asker } as unknown as Ask<K>)))
}

/** The answer of the store, where the device was not revoked just now. */
export function granted<T>(answer: T): Exclude<T, Refused> {
  if (isRefused(answer)) throw unauthenticated()
  return answer as Exclude<T, Refused>
}
