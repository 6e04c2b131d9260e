import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DOCUMENT, withTable } from './settings-table.ts'

test('the documented settings are the ones that the server reads, with their defaults', () => {
  const document = readFileSync(DOCUMENT, 'utf8')
  expect(document).toBe(withTable(document))
})
