/** Links into a group. */
import type { Router } from 'express'
import { hashToken, newInviteToken } from '../auth/token.ts'
import type { Gateway } from '../gateway.ts'
import { notFound } from './errors.ts'
import { askerOf, authenticate, granted } from './session.ts'

export function invites(api: Router, gateway: Gateway): void {
  const { store, origins } = gateway
  const signedIn = authenticate(gateway)

  api.post('/conversations/:id/invite', signedIn, async (request, response) => {
    const token = newInviteToken()
    const conversation = String(request.params.id)
    const ask = { ...askerOf(response), conversation, tokenHash: hashToken(token) }
    if (granted(await store.ask('createInvite', ask)) === 'not-found') throw notFound()
    response.status(201).json({ token, url: `${origins.canonical}/join/${token}` })
  })

  api.delete('/conversations/:id/invite', signedIn, async (request, response) => {
    const conversation = String(request.params.id)
    const answer = granted(await store.ask('endInvite', { ...askerOf(response), conversation }))
    if (answer === 'not-found') throw notFound()
    response.status(204).end()
  })

  api.get('/invites/:token', async (request, response) => {
    const invite = granted(await store.ask('invite', { tokenHash: hashToken(String(request.params.token)) }))
    if (invite === undefined) throw notFound()
    const { inviter: _inviter, ...view } = invite
    response.json(view)
  })
}
