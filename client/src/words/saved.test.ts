import { i18n } from '@lingui/core'
import { beforeEach, expect, test, vi } from 'vitest'
import { useToast } from '../ui/toasts.ts'
import { saved } from './saved.ts'

const reported = vi.fn()
const said = () => useToast.getState().toast?.text

beforeEach(() => {
  i18n.loadAndActivate({ locale: 'en', messages: {} })
  useToast.setState({ toast: undefined })
  reported.mockClear()
  vi.stubGlobal('reportError', reported)
  return () => vi.unstubAllGlobals()
})

test('of a change that is on disk nothing is said', async () => {
  expect(await saved(Promise.resolve({}))).toBe(true)
  expect(said()).toBeUndefined()
})

test('of a change that the disk did not take it is said', async () => {
  expect(await saved(Promise.resolve({ failed: 'full' }))).toBe(false)
  expect(said()).toContain("Couldn't save")
})

test('a change that breaks on its way is said too, and what broke is reported', async () => {
  const fault = new Error('a transaction within a query')
  expect(await saved(Promise.reject(fault))).toBe(false)
  expect(said()).toContain("Couldn't save")
  expect(reported).toHaveBeenCalledWith(fault)
})
