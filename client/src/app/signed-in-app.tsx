import { Suspense, useEffect, useState } from 'react'
import { Redirect, useLocation } from 'wouter'
import type { Account } from '#protocol/http.ts'
import { invitation } from '../platform/invitation.ts'
import { painted } from '../platform/painted.ts'
import { SessionContext } from '../session/session.ts'
import { useStatus } from '../session/status.ts'
import { latePart } from '../ui/late-part.tsx'
import { Frame } from './frame.tsx'
import { type OpenSession, openSession, type World } from './open-session.ts'
import { joinPath } from './routes.ts'
import { useOnline } from './use-online.ts'

const SignInScreen = latePart(async () => (await import('../features/sign-in/sign-in-screen.tsx')).SignInScreen)
const SignUpScreen = latePart(async () => (await import('../features/sign-in/sign-up-screen.tsx')).SignUpScreen)
const KeptBeforeScreen = latePart(
  async () => (await import('../features/sign-in/kept-before-screen.tsx')).KeptBeforeScreen,
)

/** One account's app. Mount anew for another account, or the same one on a new device. */
export function SignedInApp({ world, account }: { world: World; account: Account }) {
  const session = useOpenSession(world, account)
  const offline = !useOnline()
  const [path] = useLocation()
  const isSignedOut = useStatus(({ connection }) => connection.state === 'paused' && connection.reason === 'signed-out')

  const isAnothers = useStatus(({ storage }) => storage === 'another-user')

  if (session && isAnothers) {
    const { user } = account
    return (
      <Suspense>
        <KeptBeforeScreen
          user={user}
          onKeep={() => session.inherit('keep')}
          onRemove={() => session.inherit('remove')}
        />
      </Suspense>
    )
  }
  if ((path === '/signin' || path === '/signup') && isSignedOut) {
    const { signIn, signUp } = world.authentication
    const form = { offline, handle: account.user.handle }
    return (
      <Suspense>
        {path === '/signin' ? (
          <SignInScreen {...form} onSignIn={signIn} />
        ) : (
          <SignUpScreen {...form} onCreate={signUp} />
        )}
      </Suspense>
    )
  }
  if (path === '/signin' || path === '/signup') {
    const token = invitation()
    return <Redirect to={token === undefined ? '/' : joinPath(token)} replace />
  }
  if (!session) return null
  return (
    <SessionContext value={session}>
      <Frame />
    </SessionContext>
  )
}

function useOpenSession(world: World, account: Account): OpenSession | undefined {
  const [session, setSession] = useState<OpenSession>()
  useEffect(() => {
    const opened = takeOpened(account) ?? openSession(world, account)
    void opened.ready.then(() => setSession(opened))
    return () => opened.close()
  }, [world, account])
  useEffect(() => {
    if (session) void painted().then(session.drawn)
  }, [session])
  return session
}

let openedAhead: OpenSession | undefined

/** Opens the database of whoever is known here while the rest of the app is still being read. */
export function openAhead(world: World, account: Account): void {
  openedAhead = openSession(world, account)
}

function takeOpened(account: Account): OpenSession | undefined {
  const opened = openedAhead
  openedAhead = undefined
  if (opened?.account === account) return opened
  opened?.close()
  return undefined
}
