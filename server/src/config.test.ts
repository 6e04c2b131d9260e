import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '#protocol/limits.ts'
import { limitsOf, readConfig, SETTINGS } from './config.ts'

const configOf = (env: Record<string, string>) => {
  const result = readConfig(env)
  if ('problems' in result) throw new Error(result.problems.join())
  return result.config
}
const problemsOf = (env: Record<string, string>) => {
  const result = readConfig(env)
  return 'problems' in result ? result.problems : []
}

describe('settings', () => {
  test('with nothing set, the limits are those of the protocol', () => {
    expect(limitsOf(configOf({}))).toEqual(DEFAULT_LIMITS)
  })

  test('an empty variable counts as unset', () => {
    expect(configOf({ PORT: '', METRICS_PORT: '' })).toMatchObject({ port: 3000, metricsPort: undefined })
  })

  test.each([
    ['PORT', '65536'],
    ['PORT', '3000x'],
    ['PORT', '-1'],
    ['STORE', 'postgres'],
    ['SIGNUP', 'Open'],
    ['PUBLIC_ORIGIN', 'chat.example.org'],
    ['PUBLIC_ORIGIN', 'https://chat.example.org/app'],
    ['TRUST_PROXY', 'everyone'],
    ['LIMIT_TEXT_BYTES', '0'],
    ['LIMIT_PUSH_BYTES', '2000000'],
    ['RELOOK_MS', '9999999999'],
  ])('%s=%s is told by name as wrong', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(`^${name}=${value.replace('.', '\\.')} is not `),
    ])
  })

  test('all that is wrong is told at once', () => {
    expect(problemsOf({ PORT: 'a', STORE: 'b', LIMIT_PASSWORD_MIN: '300' })).toHaveLength(3)
  })

  test('a text that is taken fits a push', () => {
    expect(problemsOf({ LIMIT_TEXT_BYTES: '300000' })).toEqual(['LIMIT_TEXT_BYTES is above LIMIT_PUSH_BYTES'])
    expect(problemsOf({ LIMIT_TEXT_BYTES: '300000', LIMIT_PUSH_BYTES: '900000' })).toEqual([])
  })

  test('every fallback is a value that could be set, and no two settings share a name', () => {
    const settings = Object.values(SETTINGS)
    expect(new Set(settings.map(({ env }) => env)).size).toBe(settings.length)
    for (const { env, fallback } of settings) {
      if (fallback !== undefined) expect(problemsOf({ [env]: String(fallback) })).toEqual([])
    }
  })
})
