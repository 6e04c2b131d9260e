/** Safari ends a composition before it tells of the key that ended it, and then gives it this code. */
const IN_COMPOSITION = 229

/** Whether a key is the input method's, which puts a word together with it: it means nothing to anybody else. */
export const isComposing = (event: Pick<KeyboardEvent, 'isComposing' | 'keyCode'>): boolean =>
  event.isComposing || event.keyCode === IN_COMPOSITION
