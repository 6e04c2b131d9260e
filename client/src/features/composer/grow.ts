const grows = () => CSS.supports('field-sizing', 'content')

/** As high as its text, where the browser does not do that by itself. The stylesheet sets the limits. */
export function growToContent(field: HTMLTextAreaElement): void {
  if (grows()) return
  field.style.blockSize = 'auto'
  field.style.blockSize = `${field.scrollHeight}px`
}
