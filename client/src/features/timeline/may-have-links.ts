const SIGNS = /[\p{L}\p{N}-]\.[\p{L}\p{N}]|:\/\/|mailto:/iu

/** Most texts have no links: they need nobody who knows what one is. */
export const mayHaveLinks = (text: string): boolean => SIGNS.test(text)
