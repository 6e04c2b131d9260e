/** The calls and the app on one port. */
import { resolve } from 'node:path'
import express, { type Express, type RequestHandler, Router } from 'express'
import type { Gateway } from '../gateway.ts'
import { accounts } from './accounts.ts'
import { clientApp, pageOf } from './client-app.ts'
import { notFound, onError, Refusal } from './errors.ts'
import { exchange } from './exchange.ts'
import { securityHeaders } from './headers.ts'
import { invites } from './invites.ts'
import { reading } from './reading.ts'
import { authenticate } from './session.ts'

const BODY_BYTES = 16 * 1024

export function createApp(gateway: Gateway): Express {
  const { config } = gateway
  const clientDir = resolve(config.clientDir)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', config.trustProxy)
  app.use(securityHeaders(gateway, pageOf(clientDir)))
  app.get('/health', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  app.use('/api', createApi(gateway))
  app.use(clientApp(clientDir))
  app.use(() => {
    throw notFound()
  })
  app.use(onError(gateway))
  return app
}

function createApi(gateway: Gateway): Router {
  const api = Router({ caseSensitive: true })
  api.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  api.use(refuseForeign(gateway))
  exchange(api, gateway)
  api.use(express.json({ limit: BODY_BYTES, inflate: false }))
  accounts(api, gateway)
  reading(api, gateway)
  invites(api, gateway)
  // Files are not served yet, but nobody is told so without a session.
  api.use('/files', authenticate(gateway))
  api.use(() => {
    throw notFound()
  })
  return api
}

/** A page of another origin may not act for who is signed in here. */
function refuseForeign({ origins }: Gateway): RequestHandler {
  return (request, _response, next) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (!isRead && origins.isForeign(request.headers.origin)) {
      throw new Refusal('forbidden-origin', 'That is not allowed from another site.')
    }
    next()
  }
}
