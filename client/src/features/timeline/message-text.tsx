import { splitLinks } from './links.ts'
import styles from './message.module.css'

/** A text with its links. Nothing in it is ever markup. */
export function MessageText({ text }: { text: string }) {
  return splitLinks(text).map((part, index) =>
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
      part.text
    ),
  )
}
