import { expect, test } from 'vitest'
import { linkTabs } from './tab-link.ts'

const silent = { told() {}, toldCompany() {}, typed() {}, asked() {}, cleared() {} }

test('what is said after it was closed breaks nothing: another tab signed out while somebody typed here', () => {
  const link = linkTabs('tidemark:ada:status', silent)
  link.close()
  expect(() => link.typing({ conversation: 'dm:ada:bob', on: false })).not.toThrow()
})

test('a tab that made the database anew tells the others', async () => {
  let hear = () => {}
  const heard = new Promise<void>((resolve) => {
    hear = resolve
  })
  const other = linkTabs('tidemark:bob:status', { ...silent, cleared: hear })
  const link = linkTabs('tidemark:bob:status', silent)
  link.tellCleared()
  await heard
  link.close()
  other.close()
})
