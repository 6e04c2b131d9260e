/** What passed in a world, in words, for reading how it failed. Nothing is put into words unless somebody listens. */
export class Story {
  readonly lines: string[] = []

  constructor(
    private readonly now: () => number,
    /** lines that hold this text alone */
    private readonly about: string,
    private readonly live: boolean,
  ) {}

  tell(who: string, what: string, content?: unknown): void {
    const text = content === undefined ? '' : JSON.stringify(content)
    const seconds = (this.now() / 1000).toFixed(3).padStart(10)
    const line = `${seconds} ${who} ${what}${text === '' ? '' : ` ${text}`}`
    if (!line.includes(this.about)) return
    const short = line.length > 400 ? `${line.slice(0, 400)}…` : line
    this.lines.push(short)
    if (this.live) console.log(short)
  }
}
