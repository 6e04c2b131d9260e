// The type checker's target does not know the `v` flag yet; the browsers do.
// biome-ignore lint/complexity/useRegexLiterals: see above
const FEW_EMOJI = new RegExp('^(?:\\s*\\p{RGI_Emoji}){1,3}\\s*$', 'v')

/** One to three emoji and nothing else: shown big, without a bubble. */
export const isFewEmoji = (text: string): boolean => text.length < 64 && FEW_EMOJI.test(text)
