/** One request to our own server, answered by a value whatever happens. */

import type { Called, CallFailure } from '#engine/ports.ts'
import type { ErrorBody } from '#protocol/http.ts'

export interface CallSettings {
  /** where the server is; the page's own origin in a browser */
  origin: string
  /** ms until a call is given up, and ms more for each KiB that it carries */
  timeoutMs: number
  timeoutPerKiBMs: number
  /** sent along with everything: the cookie, where there is no browser to keep it */
  headers?: Record<string, string>
}

export interface CallRequest<T> {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: unknown
  /** Whether a 2xx answer is what our server would say: a captive portal also says 200. */
  isAnswer: (value: unknown) => value is T
}

const UNREACHABLE: CallFailure = { failed: 'unreachable' }

/**
 * Never throws. `unreachable` also where somebody else answered: another content type, a redirect, a body of another
 * shape. `refused` only with the error body of our server.
 */
export async function call<T extends object>(settings: CallSettings, request: CallRequest<T>): Promise<Called<T>> {
  const body = request.body === undefined ? undefined : JSON.stringify(request.body)
  const patience = Math.ceil(settings.timeoutMs + ((body?.length ?? 0) / 1024) * settings.timeoutPerKiBMs)
  try {
    const response = await fetch(new URL(request.path, settings.origin), {
      method: request.method,
      ...(body !== undefined && { body }),
      headers: { ...settings.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      credentials: 'same-origin',
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(patience),
    })
    const answer = await readJson(response)
    if (response.ok) return request.isAnswer(answer) ? answer : UNREACHABLE
    return isErrorBody(answer) ? refused(response.status, answer) : UNREACHABLE
  } catch {
    return UNREACHABLE
  }
}

export const hasFailed = (answer: object): answer is CallFailure => 'failed' in answer

async function readJson(response: Response): Promise<unknown> {
  if (response.status === 204) return {}
  if (!response.headers.get('content-type')?.startsWith('application/json')) return undefined
  return response.json()
}

function isErrorBody(value: unknown): value is ErrorBody {
  const error = (value as Partial<ErrorBody> | null | undefined)?.error
  return typeof error === 'object' && error !== null && typeof error.code === 'string'
}

function refused(status: number, { error, outbox }: ErrorBody): CallFailure {
  return {
    failed: 'refused',
    status,
    code: error.code,
    ...(error.retryAfter !== undefined && { retryAfterMs: error.retryAfter }),
    ...(outbox !== undefined && { outbox }),
  }
}
