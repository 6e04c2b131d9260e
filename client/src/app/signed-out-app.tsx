import { useEffect } from 'react'
import { Route, Switch } from 'wouter'
import { SignInScreen } from '../features/sign-in/sign-in-screen.tsx'
import { SignUpScreen } from '../features/sign-in/sign-up-screen.tsx'
import { useStatus } from '../session/status.ts'
import type { World } from './open-session.ts'
import { rememberAccount, useSignedIn } from './signed-in.ts'
import { useOnline } from './use-online.ts'

/** Every address asks to sign in, and is where one is then. */
export function SignedOutApp({ world }: { world: World }) {
  const offline = !useOnline()
  const { signIn, signUp } = world.authentication

  useEffect(() => {
    void adopt(world)
    return world.hints.onWake(() => void adopt(world))
  }, [world])

  return (
    <Switch>
      <Route path="/signup">
        <SignUpScreen offline={offline} onCreate={signUp} />
      </Route>
      <Route>
        <SignInScreen offline={offline} onSignIn={signIn} />
      </Route>
    </Switch>
  )
}

/** The browser cleared what was kept here, and the cookie still says whose it was: everything comes back. */
async function adopt({ authentication }: World): Promise<void> {
  const account = await authentication.adopt()
  if (!account || useSignedIn.getState().account) return
  rememberAccount(account)
  useStatus.setState({ storage: 'cleared' })
}
