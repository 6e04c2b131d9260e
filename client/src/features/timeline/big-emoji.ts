// Needs the `v` flag, which the type checker's target does not know.
const FEW_EMOJI = new RegExp('^(?:\\s*\\p{RGI_Emoji}){1,3}\\s*$', 'v')

/** One to three emoji and nothing else: shown big, without a bubble. */
export const isFewEmoji = (text: string): boolean => text.length < 64 && FEW_EMOJI.test(text)
