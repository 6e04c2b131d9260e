/** Loaded on demand: any emoji, by its picture or by its words. */
import { Trans, useLingui } from '@lingui/react/macro'
import { type EmojiData, type EmojiPickerListComponents, EmojiPicker as Parts } from 'frimousse'
import { Search } from 'lucide-react'
import { type CSSProperties, useEffect, useId, useMemo, useRef, useState } from 'react'
import { Toolbar } from 'react-aria-components/Toolbar'
import { Button } from '../button.tsx'
import { classNames } from '../class-names.ts'
import field from '../search-field.module.css'
import { canDraw } from './can-draw.ts'
import styles from './emoji-picker.module.css'
import { loadRows } from './load-rows.ts'
import { drawable, type EmojiRow, skinsOf, TONE_NAMES, TONES, type Tone, toned } from './rows.ts'
import { mostUsed, noteUse, readUsed, setTone } from './used.ts'

const FLAGS = 9
/** Cells are as wide as a finger. */
const CELL_PX = 42
const FEWEST = 6
const NO_FORM = 'none'

export interface EmojiPickerProps {
  /** `more`: with Shift, for another one after it */
  onChoose: (emoji: string, more: boolean) => void
  /** The search has the focus as soon as it is there. */
  takesFocus: boolean
}

export function EmojiPicker({ onChoose, takesFocus }: EmojiPickerProps) {
  const { t } = useLingui()
  const [shown, setShown] = useState<readonly EmojiRow[] | 'loading' | 'failed'>('loading')
  const [columns, setColumns] = useState(0)
  const [search, setSearch] = useState('')
  // As it was when it opened: nothing moves under a finger.
  const [used] = useState(readUsed)
  const [tone, chooseTone] = useState(used.tone)
  const withShift = useRef(false)
  const data = useData(typeof shown === 'string' ? undefined : shown)
  const isLoading = shown === 'loading'

  useEffect(() => {
    if (!isLoading) return
    let wanted = true
    loadRows().then(
      (rows) => wanted && setShown(drawable(rows, { flags: FLAGS, canDraw })),
      () => wanted && setShown('failed'),
    )
    return () => {
      wanted = false
    }
  }, [isLoading])

  function choose(emoji: string) {
    noteUse(emoji)
    onChoose(emoji, withShift.current)
  }

  const noteShift = ({ shiftKey }: { shiftKey: boolean }) => {
    withShift.current = shiftKey
  }
  const sought = `'${search}'`
  const recent = search === '' ? mostUsed(used.scores).slice(0, columns) : []
  return (
    <div
      className={styles.picker}
      style={{ '--columns': columns } as CSSProperties}
      ref={(element) => {
        if (element) setColumns(Math.max(FEWEST, Math.floor(element.clientWidth / CELL_PX)))
      }}
      onKeyDownCapture={noteShift}
      onClickCapture={noteShift}
    >
      {shown === 'failed' && (
        <div role="alert" className={styles.note}>
          <Trans>The emoji couldn't be loaded.</Trans>
          <Button onClick={() => setShown('loading')}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {shown !== 'failed' && !data && <p className={styles.note} aria-busy="true" />}
      {data && columns > 0 && (
        <Parts.Root
          className={styles.root}
          columns={columns}
          skinTone={tone}
          resolveEmojiData={() => data}
          onEmojiSelect={({ emoji }) => choose(emoji)}
        >
          <div className={classNames(field.field, styles.field)}>
            <Search className={field.lens} size={17} strokeWidth={1.9} aria-hidden="true" />
            <Parts.Search
              className={field.input}
              aria-label={t`Search emoji`}
              // Of no form: where it stands in one, Enter would send that.
              form={NO_FORM}
              placeholder={t`Search emoji`}
              autoFocus={takesFocus}
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          </div>
          {recent.length > 0 && (
            <div className={styles.recent}>
              <span className={styles.heading} aria-hidden="true">
                <Trans>Recently used</Trans>
              </span>
              <Toolbar aria-label={t`Recently used`} className={styles.cells}>
                {recent.map((emoji) => (
                  <button key={emoji} type="button" className={styles.cell} onClick={() => choose(emoji)}>
                    {emoji}
                  </button>
                ))}
              </Toolbar>
            </div>
          )}
          <Parts.Viewport className={styles.viewport} tabIndex={0}>
            <Parts.Empty>
              <span className={styles.note}>
                <Trans>No emoji for {sought}.</Trans>
              </span>
            </Parts.Empty>
            <Parts.List aria-label={t`Emoji`} components={COMPONENTS} />
          </Parts.Viewport>
          <div className={styles.foot}>
            <span className={styles.active} aria-hidden="true">
              <Parts.ActiveEmoji>{({ emoji }) => emoji?.label}</Parts.ActiveEmoji>
            </span>
            <Tones
              tone={tone}
              onChoose={(chosen) => {
                setTone(chosen)
                chooseTone(chosen)
              }}
            />
          </div>
        </Parts.Root>
      )}
    </div>
  )
}

/** The same for as long as the picker is open: others would draw all anew. */
const COMPONENTS: Partial<EmojiPickerListComponents> = {
  CategoryHeader: ({ category, ...props }) => (
    <div {...props} className={styles.heading}>
      {category.label}
    </div>
  ),
  Row: (props) => <div {...props} {...fromOne(props, 'aria-rowindex')} className={styles.cells} />,
  Emoji: ({ emoji, ...props }) => (
    <button type="button" {...props} {...fromOne(props, 'aria-colindex')} className={styles.cell}>
      {emoji.emoji}
    </button>
  ),
}

/** Rows and columns are counted from one. */
function fromOne<Name extends 'aria-rowindex' | 'aria-colindex'>(
  props: { [name in Name]?: number | undefined },
  name: Name,
) {
  const index: number | undefined = props[name]
  return index === undefined ? {} : { [name]: index + 1 }
}

function useData(rows: readonly EmojiRow[] | undefined): EmojiData | undefined {
  const { t } = useLingui()
  return useMemo(() => {
    if (!rows) return undefined
    const categories = [
      t`Smileys and emotion`,
      t`People and body`,
      '',
      t`Animals and nature`,
      t`Food and drink`,
      t`Travel and places`,
      t`Activities`,
      t`Objects`,
      t`Symbols`,
      t`Flags`,
    ].map((label, index) => ({ index, label }))
    return { locale: 'en', categories, skinTones: byTone(TONE_NAMES), emojis: rows.map(entryOf) }
  }, [rows, t])
}

function entryOf(row: EmojiRow): EmojiData['emojis'][number] {
  const [emoji, label, tags, codes, version, category] = row
  const skins = skinsOf(row)
  const entry = { emoji, label, version, category, tags: `${tags} ${codes}`.trim().split(' ') }
  return skins ? { ...entry, skins: byTone(skins) } : entry
}

const byTone = (skins: readonly string[]) =>
  Object.fromEntries(TONE_NAMES.map((name, at) => [name, skins[at] ?? ''])) as EmojiData['skinTones']

const HAND = '✋'

function Tones({ tone, onChoose }: { tone: Tone; onChoose: (tone: Tone) => void }) {
  const { t } = useLingui()
  const group = useId()
  const names: Record<Tone, string> = {
    none: t`Default`,
    light: t`Light`,
    'medium-light': t`Medium light`,
    medium: t`Medium`,
    'medium-dark': t`Medium dark`,
    dark: t`Dark`,
  }
  return (
    <fieldset className={styles.tones} aria-label={t`Skin tone`}>
      {(['none', ...TONE_NAMES] as const).map((each, at) => (
        <label key={each} className={styles.tone} title={names[each]}>
          <input
            type="radio"
            name={group}
            aria-label={names[each]}
            checked={each === tone}
            onChange={() => onChoose(each)}
          />
          <span aria-hidden="true">{at === 0 ? HAND : toned(HAND, TONES[at - 1] ?? '')}</span>
        </label>
      ))}
    </fieldset>
  )
}
