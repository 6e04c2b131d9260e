/** The built app: hashed assets for good, everything else asked for anew, and one page behind every route. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import compression from 'compression'
import express, { type RequestHandler, Router } from 'express'

const ASSETS = '/assets/'
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

/** The page as it was built; empty where nothing was. */
export function pageOf(dir: string): string {
  try {
    return readFileSync(join(dir, 'index.html'), 'utf8')
  } catch {
    return ''
  }
}

export function clientApp(dir: string): Router {
  const router = Router()
  const cacheFor = (path: string) => (path.startsWith(ASSETS) ? 'public, max-age=31536000, immutable' : 'no-cache')
  router.use(compression())
  router.use(precompressed(dir))
  router.use(
    express.static(dir, {
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      cacheControl: false,
      setHeaders: (response) => void response.set('Cache-Control', cacheFor((response.req as express.Request).path)),
    }),
  )
  router.get('/{*route}', (request, response, next) => {
    // A chunk of another build that is gone must be missed, not answered by a page.
    if (request.path.startsWith(ASSETS) || !request.accepts('html')) return next()
    response.set('Cache-Control', 'no-cache')
    response.sendFile('index.html', { root: dir, cacheControl: false }, (error) => error && next())
  })
  return router
}

/** Sends the variant that the build made, where there is one that the browser takes. */
function precompressed(dir: string): RequestHandler {
  const files = new Set(filesBelow(dir))
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    response.vary('Accept-Encoding')
    for (const [encoding, ending] of ENCODINGS) {
      if (!files.has(`${request.path}${ending}`) || !request.acceptsEncodings(encoding)) continue
      response.type(posix.extname(request.path))
      response.set('Content-Encoding', encoding)
      const query = request.url.indexOf('?')
      request.url = `${request.path}${ending}${query < 0 ? '' : request.url.slice(query)}`
      break
    }
    next()
  }
}

function filesBelow(dir: string, path = ''): string[] {
  try {
    return readdirSync(join(dir, path)).flatMap((name) => {
      const below = `${path}/${name}`
      return statSync(join(dir, below)).isDirectory() ? filesBelow(dir, below) : [below]
    })
  } catch {
    return []
  }
}
