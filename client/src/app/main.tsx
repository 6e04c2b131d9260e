import { createRoot } from 'react-dom/client'
import './font.css'
import '../ui/styles.css'
import { keepInstallOffer } from '../platform/install.ts'
import { mayKeep } from '../platform/may-keep.ts'
import { followPreferences } from '../platform/preferences.ts'
import { followVisibleHeight } from '../platform/visible-height.ts'
import { App } from './app.tsx'
import { startI18n } from './i18n.ts'
import { useSignedIn } from './signed-in.ts'
import { openAhead } from './signed-in-app.tsx'
import { composeWorld } from './world.ts'

keepInstallOffer()
followPreferences()
followVisibleHeight(document.documentElement)
const root = document.getElementById('root')
const world = isSecureContext && mayKeep() ? composeWorld() : undefined
const { account } = useSignedIn.getState()
if (world && account) openAhead(world, account)
if (root) createRoot(root).render(<App i18n={startI18n()} world={world} />)
