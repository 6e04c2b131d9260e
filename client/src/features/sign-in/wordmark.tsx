import styles from './wordmark.module.css'

/** The name and its mark: a bubble that the tide has reached. */
export function Wordmark() {
  return (
    <span className={styles.wordmark} translate="no">
      <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect className={styles.paper} x="1" y="1" width="30" height="30" rx="10" />
        <path
          className={styles.tide}
          d="M1 18.6c2.6-2 5-2 7.5 0s5 2 7.5 0 5-2 7.5 0 4.9 2 7.5 0V21c0 5.5-4.5 10-10 10H11C5.500 31 1 26.500 1 21z"
        />
      </svg>
      Tidemark
    </span>
  )
}
