/**
 * Words go with the module that says them: what the catalogue has for it is appended to each module, so that a part of
 * the app that is loaded late brings its own words, and the first load carries none but its own. Ids of six random
 * letters, twice a message, are a hundredth of what is loaded: here they get shorter ones.
 */
import { resolve } from 'node:path'
import {
  createCompilationErrorMessage,
  createCompiledCatalog,
  createMissingErrorMessage,
  getCatalogs,
} from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import type { Plugin } from 'vite'
import { type Language, SOURCE_LANGUAGE } from './language.ts'

/** As the macros leave them. */
const MESSAGE_ID = /\bid:\s*"([\w+/]{6})"/g

export function wordsByModule(language: Language): Plugin {
  const source = resolve(import.meta.dirname, 'src')
  const words = resolve(source, 'app/words.ts')
  let catalogue: Record<string, unknown> = {}
  let short = new Map<string, string>()
  return {
    name: 'words-by-module',
    enforce: 'post',
    async buildStart() {
      catalogue = await compiled(language)
      short = new Map(
        Object.keys(catalogue)
          .sort()
          .map((id, at) => [id, at.toString(36)]),
      )
    },
    transform: {
      filter: { id: { include: `${source}/**`, exclude: /\.(css|svg|woff2)/ } },
      handler(code) {
        const said = new Set([...code.matchAll(MESSAGE_ID)].flatMap(([, id = '']) => (id in catalogue ? [id] : [])))
        if (said.size === 0) return undefined
        const own = JSON.stringify(Object.fromEntries([...said].map((id) => [short.get(id), catalogue[id]])))
        const named = code.replace(MESSAGE_ID, (whole, id) => (said.has(id) ? `id:"${short.get(id)}"` : whole))
        return {
          code: `${named}\nimport { words as __words } from ${JSON.stringify(words)}\nObject.assign(__words, ${own})`,
          map: null,
        }
      },
    },
  }
}

/** Fails where a message is missing or malformed: the app would show its id. */
async function compiled({ tag, isPseudo }: Language): Promise<Record<string, unknown>> {
  const config = getConfig()
  const [catalogue] = await getCatalogs(config)
  if (!catalogue) throw new Error('lingui.config.ts names no catalogue')
  const { messages, missing } = await catalogue.getTranslations(isPseudo ? SOURCE_LANGUAGE : tag, {
    fallbackLocales: {},
    sourceLocale: SOURCE_LANGUAGE,
  })
  if (missing.length > 0) throw new Error(createMissingErrorMessage(tag, missing, 'loader'))
  const { source, errors } = createCompiledCatalog(tag, messages, {
    namespace: 'json',
    ...(isPseudo && { pseudoLocale: tag }),
  })
  if (errors.length > 0) throw new Error(createCompilationErrorMessage(tag, errors))
  return (JSON.parse(source) as { messages: Record<string, unknown> }).messages
}
