/** What every answer says to browsers: nothing is run, framed or fetched but what is ours. */
import { createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import helmet from 'helmet'
import type { Gateway } from '../gateway.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

const UNUSED = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'serial', 'hid', 'midi', 'display-capture']
const PERMISSIONS = [...UNUSED, 'browsing-topics'].map((feature) => `${feature}=()`).join(', ')

/** @param page the app's one page, whose inline snippets are let through by their hashes */
export function securityHeaders({ config, origins }: Gateway, page: string): RequestHandler[] {
  const isSecure = config.publicOrigin?.startsWith('https:') ?? false
  const scripts = hashesOf(page, /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi)
  const styles = hashesOf(page, /<style[^>]*>([\s\S]*?)<\/style>/gi)
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'", ...scripts],
          'style-src': ["'self'", ...styles],
          'img-src': ["'self'", 'blob:', 'data:'],
          'media-src': ["'self'", 'blob:'],
          'font-src': ["'self'"],
          // 'self' covers sockets in current browsers; the older ones need them by name. The port is known once it listens.
          'connect-src': ["'self'", () => origins.sockets.join(' ')],
          'manifest-src': ["'self'"],
          'worker-src': ["'self'"],
          'form-action': ["'self'"],
          'frame-ancestors': ["'none'"],
          'base-uri': ["'none'"],
          'object-src': ["'none'"],
          'require-trusted-types-for': ["'script'"],
          'trusted-types': ['app-sw'],
        },
      },
      strictTransportSecurity: isSecure && { maxAge: YEAR_SECONDS, includeSubDomains: true },
      xFrameOptions: { action: 'deny' },
    }),
    (_request, response, next) => {
      response.set('Permissions-Policy', PERMISSIONS)
      next()
    },
  ]
}

const hashesOf = (page: string, inline: RegExp): string[] =>
  [...page.matchAll(inline)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code ?? '')
        .digest('base64')}'`,
  )
