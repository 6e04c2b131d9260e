import { useCallback, useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { Visit } from '#protocol/http.ts'
import { InvitationScreen } from '../features/join/invitation-screen.tsx'
import { SignInScreen } from '../features/sign-in/sign-in-screen.tsx'
import { SignUpScreen } from '../features/sign-in/sign-up-screen.tsx'
import { rememberInvitation } from '../platform/invitation.ts'
import { useStatus } from '../session/status.ts'
import { asked } from './asked.ts'
import type { World } from './open-session.ts'
import { tokenOf } from './routes.ts'
import { rememberAccount, useSignedIn } from './signed-in.ts'
import { useOnline } from './use-online.ts'

/** Every address asks to sign in, and is where one is then. */
export function SignedOutApp({ world }: { world: World }) {
  const offline = !useOnline()
  const { signIn, signUp } = world.authentication

  const [path] = useLocation()
  const [{ first = false, inviter }, setVisit] = useState<Visit>({})
  const token = tokenOf(path)
  const { invite } = world.calls
  const look = useCallback(async (token: string) => asked(await invite(token)), [invite])

  useEffect(() => {
    const call = () => void visit(world, token).then(setVisit)
    call()
    return world.hints.onWake(call)
  }, [world, token])

  useEffect(() => {
    if (token !== undefined) rememberInvitation(token)
  }, [token])

  if (token !== undefined)
    return <InvitationScreen key={token} token={token} by={inviter} offline={offline} look={look} />
  return path === '/signup' ? (
    <SignUpScreen offline={offline} first={first} onCreate={signUp} />
  ) : (
    <SignInScreen offline={offline} first={first} onSignIn={signIn} />
  )
}

/**
 * The browser cleared what was kept here, and the cookie still says whose it was: everything comes back. Tells what the
 * server says to whoever is at its door.
 */
async function visit({ authentication }: World, invite: string | undefined): Promise<Visit> {
  const visit = await authentication.visit(invite)
  const { account } = visit
  if (account && !useSignedIn.getState().account) {
    rememberAccount(account)
    useStatus.setState({ storage: 'cleared' })
  }
  return visit
}
