/**
 * While something is typed, the page is as high as what the keyboard leaves of it. Browsers that resize the page by
 * themselves need no help, and get the same number.
 */
export function followVisibleHeight(root: HTMLElement): void {
  const viewport = window.visualViewport
  if (!viewport || !matchMedia('(pointer: coarse)').matches) return
  let frame = 0

  const read = () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => {
      if (isTyping()) root.style.setProperty('--visible-height', `${viewport.height}px`)
      // Zoomed in by the person, or the keyboard gone: nothing of this stays behind.
      else root.style.removeProperty('--visible-height')
    })
  }
  const isTyping = () => viewport.scale === 1 && document.activeElement?.matches('textarea, input') === true

  viewport.addEventListener('resize', read)
  for (const event of ['focusin', 'focusout'] as const) document.addEventListener(event, read)
  window.addEventListener('pageshow', read)
}
