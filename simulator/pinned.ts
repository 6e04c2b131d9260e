import type { Swarm } from './swarm.ts'

/**
 * Worlds that once broke an invariant, shrunk to what did it, and what was mended then. A change of what deeds and
 * faults draw makes them other worlds; the mistake itself is in the unit test that is named after it.
 */
export const pinned: readonly { seed: number; only?: string; swarm?: Partial<Swarm>; found: string }[] = [
  {
    seed: 239,
    only: 'deed.14 deed.21 deed.26',
    swarm: {
      deeds: 32,
      blind: 0.4,
      encodes: false,
      latencyMs: 5,
      diskMs: 0,
      beatMs: 60_000,
      gateways: 1,
      tabs: 1,
      ops: 100,
    },
    found: '[S10] what is larger than the server takes by now is not refused in hindsight when it is sent again',
  },
  {
    seed: 2562,
    only: 'deed.0 deed.1 slow-down.0 deed.2 wipe.ada1.0 deed.16 hang.ada1.46',
    swarm: {
      deeds: 36,
      encodes: false,
      latencyMs: 5,
      beatMs: 60_000,
      tabs: 1,
      ops: 100,
      batchEntries: 500,
      snapshotEvents: 30,
    },
    found: '[S10] the last page of a snapshot, told again because the answer of the disk was lost, forsakes nothing',
  },
  {
    seed: 5959,
    only: 'backup.0 deed.16 deed.23 server-rollback.0',
    swarm: {
      deeds: 29,
      devicesEach: 2,
      encodes: false,
      latencyMs: 5,
      diskMs: 0,
      beatMs: 60_000,
      gateways: 1,
      tabs: 1,
      ops: 100,
      batchEntries: 500,
      batchBytes: 262_144,
      pushSize: 262_144,
      snapshotEvents: 30,
      snapshotConversations: 50,
      logEntries: 100_000,
      hints: 0,
      deaths: 0,
      blind: 0,
    },
    found:
      '[S10] where a snapshot does not tell of a conversation, the marks of its members vouch for nothing that comes anew',
  },
  {
    seed: 5279,
    only: 'trouble.ada1.0',
    swarm: {
      encodes: false,
      beatMs: 60_000,
      ops: 100,
      pushSize: 262_144,
      batchEntries: 500,
      batchBytes: 262_144,
      snapshotEvents: 30,
      snapshotConversations: 50,
      deaths: 0,
      blind: 0,
    },
    found: '[S10] that all was sent again after a resync is noted once the disk takes it',
  },
  {
    // The check was wrong, not the device: the write was on the disk, and the disk went back with it.
    seed: 5138,
    only: 'deed.4 copy.cyd2.0 deed.17 deed.18 deed.26 deed.28 deed.29 slip.cyd2.0',
    swarm: {
      deeds: 35,
      devicesEach: 2,
      encodes: false,
      pushSize: 262_144,
      batchEntries: 500,
      batchBytes: 262_144,
      snapshotEvents: 30,
      snapshotConversations: 50,
      logEntries: 100_000,
      hints: 0,
      deaths: 0,
      blind: 0,
    },
    found: '[S6] what a disk had written when it went back under an open page may be acked',
  },
]
