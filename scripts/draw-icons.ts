/** Draws the app's icons into `client/public/icons`: SVG here, PNGs of it by Chromium. `node --import tsx scripts/draw-icons.ts` */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from '@playwright/test'

const target = resolve(import.meta.dirname, '../client/public/icons')

const PETROL = '#0b6073'
const SEA = '#084c5d'
const DEEP = '#063a48'
const PAPER = '#fdfaf4'
const FOLD = '#d8e6e6'
const DRY = '#b9e4ea'
const MARIGOLD = '#f2b342'

/** The boat on a field of 512: two bubbles for sails, one dry, one still wet, each with a stitched corner. */
const boat = `
  <path fill="${DRY}" d="M247 292V156a10 10 0 0 0-10-10h-46a56 56 0 0 0-56 56v34a56 56 0 0 0 56 56z"/>
  <path fill="${PAPER}" fill-opacity=".16" stroke="${MARIGOLD}" stroke-width="13" stroke-linejoin="round" d="M274.500 285.500v-76a10 10 0 0 1 10-10h46.500a43 43 0 0 1 0 86z"/>
  <path fill="none" stroke="${PETROL}" stroke-width="13" stroke-linecap="round" d="M169 200h48M169 232h30"/>
  <path fill="${PAPER}" d="M98 309h316c8 0 12 9 8 15l-37 58a44 44 0 0 1-37 20H164a44 44 0 0 1-37-20l-37-58c-4-6 0-15 8-15z"/>
  <path fill="${FOLD}" d="M256 309l-66 93h-26a44 44 0 0 1-37-20l-37-58c-4-6 0-15 8-15z"/>`

const wave = (y: number, height: number, fill: string): string =>
  `<path fill="${fill}" d="M-64 ${y}q64 ${-height} 128 0t128 0 128 0 128 0 128 0V600H-64z"/>`

const sea = `${wave(386, 26, SEA)}${wave(436, 30, DEEP)}`

const svg = (content: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"${attributes}>${content}</svg>\n`

const clipped = (radius: number, content: string) =>
  `<clipPath id="c"><rect width="512" height="512" rx="${radius}"/></clipPath><g clip-path="url(#c)">${content}</g>`

const FAR = '#0a5768'
const at = (scale: number, content: string) =>
  `<g transform="translate(256 300) scale(${scale}) translate(-256 -288)">${content}</g>`

const scene = `<rect width="512" height="512" fill="${PETROL}"/>${wave(348, 22, FAR)}${at(1.16, boat)}${sea}`

/** Everything that counts lies within the circle that every launcher keeps: 40 % of the width around the middle. */
const safe = `<rect width="512" height="512" fill="${PETROL}"/>${wave(330, 20, FAR)}${at(0.86, boat)}${wave(352, 22, SEA)}${wave(396, 26, DEEP)}`

const monochrome = `
  <mask id="m"><rect width="512" height="512" fill="#000"/><g fill="#fff">
    <path d="M247 292V156a10 10 0 0 0-10-10h-46a56 56 0 0 0-56 56v34a56 56 0 0 0 56 56z"/>
    <path fill="none" stroke="#fff" stroke-width="16" stroke-linejoin="round" d="M276 284v-74a10 10 0 0 1 10-10h45a42 42 0 0 1 0 84z"/>
    <path d="M98 309h316c8 0 12 9 8 15l-26 41q-22-8-44-8c-36 0-60 22-96 22s-60-22-96-22q-22 0-44 8l-26-41c-4-6 0-15 8-15z"/>
    <path fill="none" stroke="#fff" stroke-width="20" stroke-linecap="round" d="M80 400q32-22 64-4c36 20 60 20 96 0s60-20 96 0 64 18 96 4"/>
  </g><path fill="none" stroke="#000" stroke-width="13" stroke-linecap="round" d="M169 200h48M169 232h30"/></mask>
  <rect width="512" height="512" mask="url(#m)"/>`

const unread = `${clipped(116, scene)}<circle cx="412" cy="100" r="100" fill="${MARIGOLD}" stroke="${PAPER}" stroke-width="24"/>`

const glyph = (path: string) =>
  svg(
    `<rect width="512" height="512" rx="256" fill="${PETROL}"/><g fill="none" stroke="${PAPER}" stroke-width="36" stroke-linecap="round" stroke-linejoin="round">${path}</g>`,
  )

const SVGS = { icon: svg(clipped(116, scene)), 'icon-unread': svg(unread) }

const PNGS: { name: string; size: number; svg: string }[] = [
  { name: 'icon-192', size: 192, svg: SVGS.icon },
  { name: 'icon-512', size: 512, svg: SVGS.icon },
  { name: 'maskable-512', size: 512, svg: svg(safe) },
  { name: 'apple-touch-180', size: 180, svg: svg(safe) },
  { name: 'monochrome-512', size: 512, svg: svg(monochrome) },
  { name: 'shortcut-new-96', size: 96, svg: glyph('<path d="M256 160v192M160 256h192"/>') },
  {
    name: 'shortcut-search-96',
    size: 96,
    svg: glyph('<circle cx="236" cy="236" r="88"/><path d="M300 300l62 62"/>'),
  },
  {
    name: 'shortcut-outbox-96',
    size: 96,
    svg: glyph('<circle cx="256" cy="256" r="112"/><path d="M256 192v68l44 28"/>'),
  },
]

mkdirSync(target, { recursive: true })
for (const [name, content] of Object.entries(SVGS)) writeFileSync(join(target, `${name}.svg`), content)

const browser = await chromium.launch({
  ...(process.env.TIDEMARK_CHROMIUM && { executablePath: process.env.TIDEMARK_CHROMIUM }),
  args: ['--no-sandbox'],
})
const page = await browser.newPage()
for (const { name, size, svg } of PNGS) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`)
  await page.screenshot({ path: join(target, `${name}.png`), omitBackground: true })
}
await browser.close()
