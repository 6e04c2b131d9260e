/** Bundles the server once, so that wire tests start what is shipped. */
import { buildServer } from '../../scripts/build-server.ts'

export const SERVER = '.build/wire/main.js'
export const COPIES = '.build/wire/copies.js'
export const RESET_PASSWORD = '.build/wire/password.js'

export default async function setup(): Promise<void> {
  await buildServer('.build/wire')
}
