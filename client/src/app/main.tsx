import { I18nProvider } from '@lingui/react'
import { Trans } from '@lingui/react/macro'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './font.css'
import { startI18n } from './i18n.ts'

const i18n = startI18n()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <Trans>Chats</Trans>
      </I18nProvider>
    </StrictMode>,
  )
}
