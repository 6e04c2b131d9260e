import { Trans, useLingui } from '@lingui/react/macro'
import { useId } from 'react'
import { setPreference, TEXT_SIZES, usePreferences } from '../../platform/preferences.ts'
import { setTheme, useTheme } from '../../platform/theme.ts'
import { Choice, Group, Switch } from './parts.tsx'
import styles from './settings.module.css'

export function AppearanceSection() {
  const { t } = useLingui()
  const theme = useTheme()
  const { textSize, density, motion, enterSends, readAloud } = usePreferences()
  const size = useId()
  return (
    <>
      <Group>
        <Choice
          label={t`Theme`}
          value={theme}
          options={[
            { value: 'system', label: t`System` },
            { value: 'light', label: t`Light` },
            { value: 'dark', label: t`Dark` },
          ]}
          onChange={setTheme}
        />
        <div className={styles.choice}>
          <label htmlFor={size}>
            <Trans>Text size</Trans>
          </label>
          <input
            id={size}
            type="range"
            className={styles.range}
            min={TEXT_SIZES[0]}
            max={TEXT_SIZES.at(-1)}
            step={1}
            value={textSize}
            aria-valuetext={t`${textSize} pixels`}
            onChange={({ target }) => setPreference('textSize', Number(target.value))}
          />
        </div>
        <Choice
          label={t`Density`}
          value={density}
          options={[
            { value: 'comfortable', label: t`Comfortable` },
            { value: 'compact', label: t`Compact` },
          ]}
          onChange={(value) => setPreference('density', value)}
        />
        <Switch
          label={t`Reduce motion`}
          note={t`Nothing moves, whatever the system says.`}
          on={motion === 'reduce'}
          onChange={(on) => setPreference('motion', on ? 'reduce' : 'system')}
        />
      </Group>
      <Group title={t`Writing and reading`}>
        <Switch
          label={t`Enter sends`}
          note={enterSends ? t`Shift+Enter makes a new line.` : t`Enter makes a new line; Ctrl+Enter sends.`}
          on={enterSends}
          onChange={(on) => setPreference('enterSends', on)}
        />
        <Choice
          label={t`Read new messages aloud`}
          value={readAloud}
          options={[
            { value: 'full', label: t`Full` },
            { value: 'sender', label: t`Sender only` },
            { value: 'off', label: t`Off` },
          ]}
          onChange={(value) => setPreference('readAloud', value)}
        />
        <p className={styles.note}>
          <Trans>By a screen reader, in the conversation that is open.</Trans>
        </p>
      </Group>
    </>
  )
}
