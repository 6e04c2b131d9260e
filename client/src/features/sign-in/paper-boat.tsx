import styles from './paper-boat.module.css'

const wave = (y: number, period: number, height: number, from: number): string => {
  const half = period / 2
  const turns = Math.ceil((1000 - from) / half)
  const arcs = Array.from({ length: turns }, (_, i) => `q${half / 2} ${i % 2 ? height : -height} ${half} 0`)
  return `M${from} ${y}${arcs.join('')}V900H${from}z`
}

/** A paper boat of two bubbles, one still wet, on the line that the tide has reached. */
export function PaperBoat() {
  return (
    <svg
      className={styles.sea}
      viewBox="0 0 720 800"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <circle className={styles.sun} cx="508" cy="236" r="58" />
      <path className={styles.far} d={wave(470, 300, 14, -90)} />
      <path className={styles.middle} d={wave(512, 240, 15, -160)} />
      <g className={styles.boat}>
        <g transform="rotate(-4 360 500)">
          {/* the sails: two bubbles, each with one stitched corner */}
          <path className={styles.dry} d="M352 458V340a12 12 0 0 0-12-12h-64a52 52 0 0 0-52 52v26a52 52 0 0 0 52 52z" />
          <path className={styles.wet} d="M370 458v-76a12 12 0 0 1 12-12h62a44 44 0 0 1 0 88z" />
          <path className={styles.words} d="M256 372h66M256 398h66M256 424h38" />
          <path className={styles.wetWords} d="M396 404h46M396 428h26" />
          {/* the hull, folded */}
          <path
            className={styles.hull}
            d="M184 474h356c7 0 11 8 7 14l-42 62a40 40 0 0 1-33 17H252a40 40 0 0 1-33-17l-42-62c-4-6 0-14 7-14z"
          />
          <path className={styles.fold} d="M362 474 292 567H252a40 40 0 0 1-33-17l-42-62c-4-6 0-14 7-14z" />
        </g>
      </g>
      <path className={styles.near} d={wave(560, 270, 17, -40)} />
      <path className={styles.front} d={wave(640, 340, 18, -210)} />
      <path className={styles.mark} d="M-20 690q85 -15 170 0t170 0 170 0 170 0 170 0" />
    </svg>
  )
}
