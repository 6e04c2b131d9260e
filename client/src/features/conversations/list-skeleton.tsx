import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './list-skeleton.module.css'

const WIDTHS = ['46%', '62%', '38%', '55%', '44%', '66%', '40%', '52%']

/** Where rows will stand. Shows after 300 ms alone, so that what the disk has never flickers. */
export function ListSkeleton() {
  return (
    <div className={styles.skeleton} aria-busy="true">
      {WIDTHS.map((width) => (
        <div key={width} className={styles.row} aria-hidden="true">
          <Skeleton width="48px" height="48px" round />
          <span className={styles.lines}>
            <Skeleton width={width} height="13px" />
            <Skeleton width="78%" height="12px" />
          </span>
        </div>
      ))}
    </div>
  )
}
