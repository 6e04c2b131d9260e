/** Links into a group. */
import type { Router } from 'express'
import { hashToken, newInviteToken } from '../auth/token.ts'
import type { Gateway } from '../gateway.ts'
import { notFound } from './errors.ts'
import { ask, authenticate, granted } from './session.ts'

export function invites(api: Router, gateway: Gateway): void {
  const { store, origins } = gateway
  const signedIn = authenticate(gateway)

  api.post('/conversations/:id/invite', signedIn, async (request, response) => {
    const token = newInviteToken()
    const conversation = String(request.params.id)
    const answer = await ask(gateway, response, 'createInvite', { conversation, tokenHash: hashToken(token) })
    if (answer === 'not-found') throw notFound()
    response.status(201).json({ token, url: `${origins.canonical}/join/${token}` })
  })

  api.delete('/conversations/:id/invite', signedIn, async (request, response) => {
    const conversation = String(request.params.id)
    if ((await ask(gateway, response, 'endInvite', { conversation })) === 'not-found') throw notFound()
    response.status(204).end()
  })

  api.get('/invites/:token', async (request, response) => {
    const invite = granted(await store.ask('invite', { tokenHash: hashToken(String(request.params.token)) }))
    if (invite === undefined) throw notFound()
    const { inviter: _inviter, ...view } = invite
    response.json(view)
  })
}
