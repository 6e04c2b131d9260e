/**
 * The text in the box, kept beside the database too: `sessionStorage` is small, but it still takes a draft when the
 * disk is full, and it outlives a reload.
 */
export interface MirroredDraft {
  text: string
  /** ms */
  changed: number
  selection?: [start: number, end: number]
}

const keyOf = (account: string, conversation: string) => `tidemark:draft:${account}:${conversation}`

/** Says whether it was kept. */
export function mirrorDraft(account: string, conversation: string, draft: MirroredDraft): boolean {
  try {
    sessionStorage.setItem(keyOf(account, conversation), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function mirroredDraft(account: string, conversation: string): MirroredDraft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(account, conversation)) ?? 'null')
    return isMirroredDraft(kept) ? kept : undefined
  } catch {
    return undefined
  }
}

/** Once the text is in the database, or sent. */
export function forgetMirroredDraft(account: string, conversation: string): void {
  try {
    sessionStorage.removeItem(keyOf(account, conversation))
  } catch {
    // A browser that denies storage kept nothing.
  }
}

/** All drafts of an account, when it is signed out. */
export function forgetMirroredDrafts(account: string): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(keyOf(account, ''))) sessionStorage.removeItem(key)
    }
  } catch {
    // As above.
  }
}

function isMirroredDraft(value: unknown): value is MirroredDraft {
  const draft = value as Partial<MirroredDraft> | null
  return typeof draft?.text === 'string' && typeof draft.changed === 'number'
}
