const PX = 2

/** Whether it comes out as one picture: of a colour of its own, not as letters or as several side by side. */
export function canDraw(emoji: string): boolean {
  const context = new OffscreenCanvas(PX, PX).getContext('2d', { willReadFrequently: true })
  if (!context) return false
  context.font = `${PX}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`
  context.textBaseline = 'middle'
  if (context.measureText(emoji).width >= 2 * PX) return false
  const inColour = (colour: string) => {
    context.clearRect(0, 0, PX, PX)
    context.fillStyle = colour
    context.fillText(emoji, 0, 0)
    return context.getImageData(0, 0, PX, PX).data.join()
  }
  return inColour('#f00') === inColour('#00f')
}
