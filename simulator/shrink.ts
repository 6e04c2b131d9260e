/** The least that still breaks the same invariant: deeds and faults are left out, and what is left made plain. */
import type { Swarm } from './swarm.ts'
import { type Failure, runWorld } from './world.ts'

export interface Shrunk {
  seed: number
  failure: Failure
  only: readonly string[]
  swarm: Partial<Swarm>
  runs: number
}

/** Tried one by one. Of each: what is the least surprising. */
const PLAIN: Partial<Swarm> = {
  encodes: false,
  latencyMs: 5,
  diskMs: 0,
  beatMs: 60_000,
  gateways: 1,
  tabs: 1,
  ops: 100,
  pushSize: 256 * 1024,
  batchEntries: 500,
  batchBytes: 256 * 1024,
  snapshotEvents: 30,
  snapshotConversations: 50,
  logEntries: 100_000,
  hints: 0,
  deaths: 0,
  blind: 0,
}

export function shrink(seed: number, { invariant }: Failure, { lastsMs }: { lastsMs: number }): Shrunk | undefined {
  const end = Date.now() + lastsMs
  let runs = 0
  let swarm: Partial<Swarm> = {}
  const attempt = (only: readonly string[], plain = swarm): Failure | undefined => {
    runs += 1
    const { failure } = runWorld(seed, { only: new Set(only), swarm: plain })
    return failure?.invariant === invariant ? failure : undefined
  }
  let only = [...runWorld(seed).happened]
  let failure = attempt(only)
  if (!failure) return undefined
  const keep = (names: readonly string[]): boolean => {
    const found = names.length < only.length && attempt(names)
    if (!found) return false
    failure = found
    only = [...names]
    return true
  }
  for (let before = -1; before !== only.length && Date.now() < end; ) {
    before = only.length
    for (const kind of new Set(only.map(kindOf))) keep(only.filter((name) => kindOf(name) !== kind))
    for (let size = only.length >> 1; size >= 1; size >>= 1) {
      for (let at = only.length - size; at >= 0 && Date.now() < end; at -= size) {
        keep([...only.slice(0, at), ...only.slice(at + size)])
      }
    }
    for (const [knob, value] of Object.entries(PLAIN)) {
      if (knob in swarm) continue
      const plainer = { ...swarm, [knob]: value }
      const found = attempt(only, plainer)
      if (!found) continue
      swarm = plainer
      failure = found
    }
  }
  return { seed, failure, only, swarm, runs }
}

const kindOf = (name: string): string => name.slice(0, name.lastIndexOf('.'))

/** What replays it. */
export function commandOf({ seed, only, swarm }: Shrunk): string {
  const settings = Object.entries(swarm).map(([knob, value]) => `${knob}=${value}`)
  const given = settings.length > 0 ? ` --with '${settings.join(' ')}'` : ''
  return `npm run sim -- --seed ${seed} --only '${only.join(' ')}'${given} --trace ''`
}

/** The reverse of what `commandOf` writes. */
export function wishesOf(values: { only?: string | undefined; with?: string | undefined }): {
  only?: Set<string>
  swarm?: Partial<Swarm>
} {
  const settings = (values.with ?? '').split(' ').filter(Boolean)
  const swarm = Object.fromEntries(
    settings.map((setting) => setting.split('=')).map(([k, v]) => [k, JSON.parse(v as string)]),
  )
  return {
    ...(values.only === undefined ? {} : { only: new Set(values.only.split(' ').filter(Boolean)) }),
    ...(settings.length > 0 ? { swarm: swarm as Partial<Swarm> } : {}),
  }
}
