/** What a device asks for beside the log: snapshot, history, names. */
import type { Request, Router } from 'express'
import type { Gateway } from '../gateway.ts'
import { invalid, notFound, Refusal } from './errors.ts'
import { ask, authenticate } from './session.ts'

export function reading(api: Router, gateway: Gateway): void {
  const { config } = gateway
  const signedIn = authenticate(gateway)

  api.get('/snapshot', signedIn, async (request, response) => {
    const page = oneOf(request, 'page')
    const answer = await ask(gateway, response, 'snapshot', { ...(page !== undefined && { page }) })
    if (answer === 'bad-page') throw invalid('That page is no longer good. Begin the snapshot anew.')
    response.json(answer)
  })

  api.get('/conversations/:id/events', signedIn, async (request, response) => {
    const before = wholeOf(request, 'before')
    const limit = Math.min(wholeOf(request, 'limit') ?? config.historyEvents, config.historyEventsMax)
    if (limit < 1) throw invalid('limit is a count from 1 up.')
    const page = await ask(gateway, response, 'history', {
      conversation: String(request.params.id),
      limit,
      ...(before !== undefined && { before }),
    })
    if (page === 'not-found') throw notFound()
    response.json(page)
  })

  api.get('/users/:handle', signedIn, async (request, response) => {
    const handles = [String(request.params.handle)]
    const [user] = await ask(gateway, response, 'users', { handles })
    if (user === undefined) throw notFound()
    response.json({ user })
  })

  api.get('/users', signedIn, async (request, response) => {
    const asked = oneOf(request, 'handles')
    if (asked === undefined) throw invalid('handles is a list with commas.')
    const handles = [...new Set(asked.split(',').filter((handle) => handle !== ''))]
    if (handles.length > config.lookupHandles) throw new Refusal('too-large', 'Those are too many handles.')
    response.json({ users: await ask(gateway, response, 'users', { handles }) })
  })
}

function oneOf(request: Request, name: string): string | undefined {
  const value = request.query[name]
  if (value === undefined || typeof value === 'string') return value
  throw invalid(`${name} is given once.`)
}

function wholeOf(request: Request, name: string): number | undefined {
  const value = oneOf(request, name)
  if (value === undefined) return undefined
  if (!/^\d+$/.test(value)) throw invalid(`${name} is a whole number.`)
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER)
}
