/** What every answer says to browsers: nothing is run, framed or fetched but what is ours. */
import { createHash } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Gateway } from '../gateway.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60

const FIXED: Record<string, string> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-DNS-Prefetch-Control': 'off',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), display-capture=(), browsing-topics=()',
}

/** @param page the app's one page, whose inline snippets are let through by their hashes */
export function securityHeaders({ config, origins }: Gateway, page: string): RequestHandler {
  const isSecure = config.publicOrigin?.startsWith('https:') ?? false
  const scripts = hashesOf(page, /<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi)
  const styles = hashesOf(page, /<style[^>]*>([\s\S]*?)<\/style>/gi)
  return (_request, response, next) => {
    response.set(FIXED)
    // 'self' covers sockets in current browsers; the older ones need them by name.
    response.set(
      'Content-Security-Policy',
      [
        "default-src 'none'",
        ['script-src', "'self'", ...scripts].join(' '),
        ['style-src', "'self'", ...styles].join(' '),
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        ['connect-src', "'self'", ...origins.sockets].join(' '),
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
        "require-trusted-types-for 'script'",
        'trusted-types app-sw',
      ].join('; '),
    )
    if (isSecure) response.set('Strict-Transport-Security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
    next()
  }
}

const hashesOf = (page: string, inline: RegExp): string[] =>
  [...page.matchAll(inline)].map(
    ([, code]) =>
      `'sha256-${createHash('sha256')
        .update(code ?? '')
        .digest('base64')}'`,
  )
