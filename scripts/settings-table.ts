/** The table of settings in docs/OPERATIONS.md, made from the code. `--write` puts it there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { SETTINGS } from '../server/src/config.ts'

export const DOCUMENT = 'docs/OPERATIONS.md'
const [OPEN, CLOSE] = ['<!-- settings -->', '<!-- /settings -->']

export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(({ env, fallback, about }) => {
    const unset = fallback === undefined ? 'unset' : `\`${String(fallback)}\``
    return `| \`${env}\` | ${unset} | ${about} |`
  })
  return ['| variable | default | what it does |', '| --- | --- | --- |', ...rows].join('\n')
}

export function withTable(document: string): string {
  const [before, rest] = document.split(OPEN)
  const after = rest?.split(CLOSE)[1]
  if (before === undefined || after === undefined) throw new Error(`${DOCUMENT} has no place for the settings`)
  return `${before}${OPEN}\n\n${settingsTable()}\n\n${CLOSE}${after}`
}

if (process.argv.includes('--write')) writeFileSync(DOCUMENT, withTable(readFileSync(DOCUMENT, 'utf8')))
