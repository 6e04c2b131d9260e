/** Signing up, in and out, and the devices that it makes. */
import type { Request, Router } from 'express'
import { wrongName } from '#core/form.ts'
import { Credentials, NewAccount, PasswordChange, type Visit } from '#protocol/http.ts'
import { isHandle } from '#protocol/ids.ts'
import { deviceName } from '../auth/device-name.ts'
import { networkOf } from '../auth/network.ts'
import { isPasswordOfLength } from '../auth/passwords.ts'
import { hashToken, newSessionToken } from '../auth/token.ts'
import type { Gateway } from '../gateway.ts'
import { invalid, notFound, Refusal } from './errors.ts'
import { accountOf, askerOf, authenticate, granted, recognise } from './session.ts'

export function accounts(api: Router, gateway: Gateway): void {
  const { config, store, cookie, passwords, signIns } = gateway
  const signedIn = authenticate(gateway)

  api.post('/accounts', async (request, response) => {
    const { handle, name, password, invite } = newAccountOf(request)
    const closed = () => new Refusal('invalid', 'An invite is needed to make an account here.', { status: 403 })
    // Whoever starts a server needs no invite: there is nobody yet who could give one.
    const onlyFirst = config.signup === 'invite' && !(await isGoodInvite(invite))
    if (onlyFirst && granted(await store.ask('inhabited', {}))) throw closed()
    const taken = () => new Refusal('taken', 'That handle is taken.')
    // Hashing is dear: whoever asks for a handle that is taken is told before it.
    if (granted(await store.ask('passwordHash', { handle })) !== undefined) throw taken()
    const { token, device } = newDevice(request)
    const passwordHash = await passwords.hash(password, networkOf(request.ip))
    const account = granted(
      await store.ask('createAccount', { handle, name, passwordHash, device, ...(onlyFirst && { first: true }) }),
    )
    if (account === 'taken') throw taken()
    if (account === 'closed') throw closed()
    if (account === 'invalid') throw invalid('That is no handle or name.')
    response.append('Set-Cookie', cookie.write(token)).status(201).json(account)
  })

  api.post('/session', async (request, response) => {
    const credentials = Credentials.safeParse(request.body)
    if (!credentials.success) throw invalid('A handle and a password are needed.')
    const { handle, password } = credentials.data
    if (!(await provenHash(request, handle, password))) {
      throw new Refusal('unauthenticated', 'Wrong handle or password.')
    }
    const { token, device } = newDevice(request)
    const account = granted(await store.ask('createDevice', { handle, device }))
    response.append('Set-Cookie', cookie.write(token)).json(account)
  })

  api.get('/visit', async (request, response) => {
    const account = await recognise(gateway, request, response)
    const isFirst = !account && !granted(await store.ask('inhabited', {}))
    const token = request.query.invite
    const invite =
      typeof token === 'string' ? granted(await store.ask('invite', { tokenHash: hashToken(token) })) : undefined
    const visit: Visit = {
      ...(account && { account }),
      ...(isFirst && { first: true }),
      ...(invite && { inviter: invite.inviter }),
    }
    response.json(visit)
  })

  api.get('/session', signedIn, (_request, response) => {
    response.json(accountOf(response))
  })

  api.delete('/session', signedIn, async (_request, response) => {
    const asker = askerOf(response)
    granted(await store.ask('revoke', { ...asker, id: asker.device }))
    response.set('Set-Cookie', cookie.clear()).status(204).end()
  })

  // Not 401 for a wrong one: the session is as good as it was.
  api.post('/password', signedIn, async (request, response) => {
    const change = PasswordChange.safeParse(request.body)
    if (!change.success) throw invalid('The current password and a new one are needed.')
    const { current, password } = change.data
    mustBeOfLength(password)
    const asker = askerOf(response)
    const verified = await provenHash(request, asker.user, current)
    const passwordHash = verified && (await passwords.hash(password, networkOf(request.ip)))
    const answer = passwordHash && granted(await store.ask('changePassword', { ...asker, verified, passwordHash }))
    if (answer !== 'changed') throw new Refusal('wrong-password', 'That is not the current password.')
    response.status(204).end()
  })

  api.get('/devices', signedIn, async (_request, response) => {
    response.json({ devices: granted(await store.ask('devices', askerOf(response))) })
  })

  api.delete('/devices/:id', signedIn, async (request, response) => {
    const asker = askerOf(response)
    const id = String(request.params.id)
    if (granted(await store.ask('revoke', { ...asker, id })) === 'not-found') throw notFound()
    if (id === asker.device) response.set('Set-Cookie', cookie.clear())
    response.status(204).end()
  })

  function newAccountOf(request: Request) {
    const parsed = NewAccount.safeParse(request.body)
    if (!parsed.success) throw invalid('A handle, a name and a password are needed.')
    const { name, password } = parsed.data
    const wrong = wrongName(name, config.titleCodePoints)
    if (wrong === 'too-large') throw new Refusal('too-large', 'That name is too long.')
    if (wrong) throw invalid('A name is needed.')
    mustBeOfLength(password)
    return parsed.data
  }

  function mustBeOfLength(password: string): void {
    if (!isPasswordOfLength(password, { min: config.passwordMin, max: config.passwordMax })) {
      throw invalid(`A password has ${config.passwordMin} to ${config.passwordMax} characters.`)
    }
  }

  /** What is kept of the password, if that is the one; guesses are counted. @throws `slow-down` */
  async function provenHash(request: Request, handle: string, password: string): Promise<string | undefined> {
    const network = networkOf(request.ip)
    const attempt = await signIns.begin(`${handle.slice(0, 64)} ${network}`)
    if ('retryAfterMs' in attempt) {
      throw new Refusal('slow-down', 'Too many tries.', { retryAfter: attempt.retryAfterMs })
    }
    try {
      const stored = isHandle(handle) ? granted(await store.ask('passwordHash', { handle })) : undefined
      const isRight = await passwords.verify(stored, password, network)
      if (isRight) attempt.succeeded()
      else attempt.failed()
      return isRight ? stored : undefined
    } catch (error) {
      // Not a guess that was judged: it costs nothing.
      attempt.succeeded()
      throw error
    }
  }

  /** On a server that is closed to others, an invite to any group lets in. */
  async function isGoodInvite(invite: string | undefined): Promise<boolean> {
    return !!invite && granted(await store.ask('invite', { tokenHash: hashToken(invite) })) !== undefined
  }
}

function newDevice(request: Request) {
  const token = newSessionToken()
  return { token, device: { name: deviceName(request.headers['user-agent']), tokenHash: hashToken(token) } }
}
