/** The app is built once for each language: `TIDEMARK_LANGUAGE` says for which. */
import type { Plugin } from 'vite'

export interface Language {
  /** BCP 47 */
  tag: string
  dir: 'ltr' | 'rtl'
  /** made from the English: mirrored and stretched, so that what is not translated or not mirrored stands out */
  isPseudo: boolean
}

export const SOURCE_LANGUAGE = 'en'
/** As CLDR names its pseudo-language from right to left. */
export const PSEUDO_LANGUAGE = 'ar-XB'

const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ks', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi'])

export function language(tag = process.env.TIDEMARK_LANGUAGE || SOURCE_LANGUAGE): Language {
  const [base = tag] = tag.split('-')
  return { tag, dir: RIGHT_TO_LEFT.has(base) ? 'rtl' : 'ltr', isPseudo: tag === PSEUDO_LANGUAGE }
}

/** Where its build lies. */
export const folderOf = ({ tag }: Language): string => (tag === SOURCE_LANGUAGE ? 'dist/client' : `dist/client-${tag}`)

/** Says so in the page. */
export function pageInLanguage({ tag, dir }: Language): Plugin {
  return {
    name: 'page-in-language',
    transformIndexHtml: (html) => html.replace('<html lang="en" dir="ltr">', `<html lang="${tag}" dir="${dir}">`),
  }
}
