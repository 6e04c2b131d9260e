import { describe, expect, test } from 'vitest'
import { newServer } from '../server/test/server-process.ts'
import { freezeServer, killServer, play, putBack, type Result, type Round, WIRE_ROUNDS } from './rounds.ts'
import { STAGE_ENV, Stage } from './stage.ts'

/** The rounds on a stage of their own. */
async function played(count: number, round: Round): Promise<Result> {
  const server = newServer(STAGE_ENV)
  await server.start()
  const stage = await Stage.open(server)
  try {
    return await play(
      stage,
      Array.from({ length: count }, () => round),
    )
  } finally {
    await stage.close()
    await server.end()
  }
}

describe.concurrent('nothing is lost, doubled, disordered or overheard', () => {
  test.each(Object.entries(WIRE_ROUNDS))(
    '[S1] [S2] [S3] [S10] [S20] in the middle of talk, twice: %s',
    async (_, round) => {
      const { faults, saved } = await played(2, round)
      expect(faults).toEqual([])
      expect(saved).toBeGreaterThanOrEqual(2 * 3 * 5)
    },
  )

  test('[S5] the server is killed in the middle of talk, six times', async () => {
    expect((await played(6, killServer)).faults).toEqual([])
  })

  test('[S13] [S17] the server is put back to a copy, twice: all that was said since comes back from the devices', async () => {
    expect((await played(2, putBack)).faults).toEqual([])
  })

  test('[S1] the server freezes until everybody has left, and goes on, twice', async () => {
    expect((await played(2, freezeServer)).faults).toEqual([])
  })
})
