import { Fragment, useContext, useMemo } from 'react'
import { mentionsIn } from '#engine/mentions.ts'
import { late, useLate } from '../../words/late.ts'
import type { Part } from '../../words/marks/parts.ts'
import { useParts } from '../../words/marks/use-parts.ts'
import { NamedContext } from '../../words/named.ts'
import marks from './marks.module.css'
import { mayHaveLinks } from './may-have-links.ts'
import styles from './message.module.css'

const lateLinks = late(() => import('./links.ts'))

/** A text with its light marks and links. Nothing in it is ever markup. */
export function MessageText({ text }: { text: string }) {
  return <Parts parts={useParts(text)} />
}

function Parts({ parts }: { parts: readonly Part[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
  return parts.map((part, index) => <OnePart key={index} part={part} />)
}

function OnePart({ part }: { part: Part }) {
  if (typeof part === 'string') return <Words text={part} />
  switch (part.kind) {
    case 'bold':
      return (
        <strong className={marks.bold}>
          <Parts parts={part.parts} />
        </strong>
      )
    case 'italic':
      return (
        <em className={marks.italic}>
          <Parts parts={part.parts} />
        </em>
      )
    case 'strike':
      return (
        <s>
          <Parts parts={part.parts} />
        </s>
      )
    case 'code':
      return (
        <code className={marks.code} dir="ltr" translate="no">
          {part.text}
        </code>
      )
    case 'code-block':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are reached by scrolling, with keys too
        <pre className={marks.block} dir="ltr" translate="no" tabIndex={0}>
          <code>{part.text}</code>
        </pre>
      )
    case 'quote':
      return (
        <blockquote className={marks.quote} dir="auto">
          <Parts parts={part.parts} />
        </blockquote>
      )
    case 'list': {
      const items = part.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list have no other name
        <li key={index}>
          <Parts parts={item} />
        </li>
      ))
      if (part.start === undefined) return <ul className={marks.list}>{items}</ul>
      return (
        <ol className={marks.list} start={part.start}>
          {items}
        </ol>
      )
    }
  }
}

function Words({ text }: { text: string }) {
  const links = useLate(lateLinks, mayHaveLinks(text))
  if (!links) return <Names text={text} />
  return links.splitLinks(text).map((part, index) =>
    'href' in part ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <span key={index}>
        <a className={styles.link} href={part.href} target="_blank" rel="noopener noreferrer" dir="auto">
          {part.text}
        </a>
        {part.host && (
          <>
            {' '}
            <bdi className={styles.host}>({part.host})</bdi>
          </>
        )}
      </span>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
      <Names key={index} text={part.text} />
    ),
  )
}

/** Who is named stands out, oneself most. */
function Names({ text }: { text: string }) {
  const named = useContext(NamedContext)
  const mentions = useMemo(() => (named ? mentionsIn(text, named.has) : []), [text, named])
  if (mentions.length === 0) return text
  return (
    <>
      {mentions.map(({ handle, start, end }, index) => (
        <Fragment key={start}>
          {text.slice(mentions[index - 1]?.end ?? 0, start)}
          <span className={marks.mention} data-self={handle === named?.self || undefined}>
            {text.slice(start, end)}
          </span>
        </Fragment>
      ))}
      {text.slice(mentions.at(-1)?.end)}
    </>
  )
}
