/** Every screen and dialog in the state with most on it, in chapters: for axe and for pictures. */
import { beginning } from './beginning.ts'
import { live } from './live.ts'
import { offline } from './offline.ts'
import type { Chapter } from './scene.ts'
import { trouble } from './trouble.ts'

export const CHAPTERS: readonly Chapter[] = [live, offline, trouble, beginning]
