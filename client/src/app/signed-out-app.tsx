import { useCallback, useEffect, useState } from 'react'
import { Route, Switch, useLocation } from 'wouter'
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
  const [first, setFirst] = useState(false)
  const token = tokenOf(path)
  const { invite } = world.calls
  const look = useCallback(async (token: string) => asked(await invite(token)), [invite])

  useEffect(() => {
    const call = () => void visit(world).then(setFirst)
    call()
    return world.hints.onWake(call)
  }, [world])

  useEffect(() => {
    if (token !== undefined) rememberInvitation(token)
  }, [token])

  if (token !== undefined) return <InvitationScreen key={token} token={token} offline={offline} look={look} />
  return (
    <Switch>
      <Route path="/signup">
        <SignUpScreen offline={offline} first={first} onCreate={signUp} />
      </Route>
      <Route>
        <SignInScreen offline={offline} first={first} onSignIn={signIn} />
      </Route>
    </Switch>
  )
}

/**
 * The browser cleared what was kept here, and the cookie still says whose it was: everything comes back. Tells if nobody
 * has an account yet.
 */
async function visit({ authentication }: World): Promise<boolean> {
  const { account, first = false } = await authentication.visit()
  if (account && !useSignedIn.getState().account) {
    rememberAccount(account)
    useStatus.setState({ storage: 'cleared' })
  }
  return first
}
