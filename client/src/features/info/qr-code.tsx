import { encode } from 'uqr'
import styles from './invite-link.module.css'
import { modulesPath } from './qr-path.ts'

/** Dark on light in both themes: cameras expect it. */
export function QrCode({ name, text }: { name: string; text: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 })
  return (
    <svg
      className={styles.code}
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={name}
      shapeRendering="crispEdges"
    >
      <path className={styles.light} d={`M0 0h${size}v${size}H0z`} />
      <path className={styles.dark} d={modulesPath(data)} />
    </svg>
  )
}
