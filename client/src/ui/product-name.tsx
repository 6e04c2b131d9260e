import styles from './product-name.module.css'

/** The first heading of the page where the list, which has it, is not beside: for screen readers. */
export function ProductName() {
  return (
    <h1 className={styles.name} translate="no">
      Tidemark
    </h1>
  )
}
