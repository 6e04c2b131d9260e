/** What the app says of itself: its version, and under which licences its libraries are. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

interface Package {
  version: string
  license?: string
  dependencies?: Record<string, string>
}

const read = (folder: string): Package =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '..', folder, 'package.json'), 'utf8')) as Package

const NAME = 'virtual:about'

export const about = (): Plugin => ({
  name: 'about',
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load(id) {
    if (id !== `\0${NAME}`) return undefined
    const own = read('.')
    const licences = Object.keys(own.dependencies ?? {}).map((name) => {
      const { license = '' } = read(`node_modules/${name}`)
      return { name, licence: license }
    })
    return `export const VERSION = ${JSON.stringify(own.version)}\nexport const LICENCES = ${JSON.stringify(licences)}`
  },
})
