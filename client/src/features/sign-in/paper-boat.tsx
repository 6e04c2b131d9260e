import styles from './paper-boat.module.css'

/** A line of even swells, closed below. */
function swell({ y, period, height, from }: { y: number; period: number; height: number; from: number }): string {
  const half = period / 2
  const turns = Math.ceil((1000 - from) / half)
  const arcs = Array.from({ length: turns }, (_, i) => `q${half / 2} ${i % 2 ? height : -height} ${half} 0`)
  return `M${from} ${y}${arcs.join('')}V1200H${from}z`
}

/** A paper boat whose sails are two bubbles, one of them still wet, on the line that the tide has reached. */
export function PaperBoat() {
  return (
    <svg
      className={styles.sea}
      viewBox="0 0 720 800"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <circle className={styles.sun} cx="526" cy="252" r="54" />
      <path className={styles.far} d={swell({ y: 508, period: 380, height: 15, from: -90 })} />
      <path className={styles.middle} d={swell({ y: 548, period: 300, height: 17, from: -190 })} />
      <g className={styles.boat}>
        <g transform="rotate(-3 360 560)">
          <path className={styles.dry} d="M356 536V330a14 14 0 0 0-14-14h-58a68 68 0 0 0-68 68v152z" />
          <path className={styles.words} d="M252 374h66M252 402h66M252 430h40" />
          <g className={styles.dryGlyph} transform="translate(292 446) scale(2)">
            <circle cx="7" cy="7" r="5.4" />
            <path d="m4.7 7.200 1.600 1.600 3-3.400" />
          </g>
          <path className={styles.wet} d="M366 536V388a14 14 0 0 1 14-14h54a56 56 0 0 1 56 56v106z" />
          <path className={styles.wetWords} d="M398 424h52M398 450h30" />
          <g className={styles.wetGlyph} transform="translate(440 464) scale(2)">
            <circle cx="7" cy="7" r="5.4" />
            <path d="M7 4.200V7l1.900 1.300" />
          </g>
          <path className={styles.hull} d="M140 466 262 516H458L580 466 492 612H228z" />
          <path className={styles.fold} d="M140 466 262 516 306 612H228z" />
          <path className={styles.foldLight} d="M580 466 458 516 414 612h78z" />
        </g>
      </g>
      <path className={styles.near} d={swell({ y: 588, period: 340, height: 18, from: -40 })} />
      <path className={styles.front} d={swell({ y: 664, period: 420, height: 20, from: -250 })} />
      <path className={styles.mark} d="M-20 718q105-18 210 0t210 0 210 0 210 0" />
    </svg>
  )
}
