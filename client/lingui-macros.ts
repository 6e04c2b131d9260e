/** Turns Lingui's macros into calls, for the build and for the tests. Comes before the React plugin. */
import babel, { defineRolldownBabelPreset } from '@rolldown/plugin-babel'

const preset = defineRolldownBabelPreset({
  preset: () => ({ plugins: ['@lingui/babel-plugin-lingui-macro'] }),
  rolldown: { filter: { code: /@lingui\/(core|react)\/macro/ } },
})

export const linguiMacros = () => babel({ presets: [preset] })
