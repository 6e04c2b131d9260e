/**
 * The text of one message box, and its way to the disk.
 *
 * Nothing leaves the box before it is on disk, the box is never locked, and what is typed is on disk within a third of
 * a second: saves and sends wait for each other in one line, so that a draft can never bring back what was sent.
 */
import type { Commands, Refusal } from '#engine/commands.ts'
import type { DraftRow } from '#engine/model.ts'
import type { WriteFailure } from '#engine/ports.ts'
import type { ConversationId, OpId } from '#protocol/ids.ts'
import { type Room, roomFor, sameRoom } from '../../words/room.ts'
import { holds, withoutSent } from './without-sent.ts'

const SAVE_MS = 250

/** So many times what a message may hold is laid out by browsers without a key being felt; a megabyte takes them seconds. */
const MOST_LIMITS = 8

export type Selection = [start: number, end: number]
export type Draft = Omit<DraftRow, 'conversation'>

/** The text field: it holds what is seen, this module what is meant. */
export interface Field {
  write(text: string, selection: Selection | undefined): void
  /** an input method is putting a word together: writing now would break it */
  composing(): boolean
  /** the person is in it */
  inUse(): boolean
}

export interface BoxPorts {
  conversation: ConversationId
  commands: Pick<Commands, 'sendMessage' | 'editMessage' | 'saveDraft' | 'deleteDraft'>
  /** A copy that works when the disk is full. */
  mirror: { read(): Draft | undefined; write(draft: Draft | undefined): void }
  /** A message with this text was queued here at or after this time. */
  wasSent(text: string, since: number): Promise<boolean>
  /** The message was refused, so that changing it means sending it anew. */
  isRefused(message: OpId): Promise<boolean>
  now(): number
  after(ms: number, then: () => void): () => void
}

export type Trouble = 'not-saved' | 'full' | 'malformed' | 'too-large' | 'not-put'

/** What is drawn around the text. The same object for as long as nothing of it changes. */
export interface BoxState {
  empty: boolean
  room: Room
  editing?: OpId
  /** the message that this answers */
  reply?: OpId
  saving: boolean
  trouble?: Trouble
}

interface Claim {
  text: string
  /** the part of the field that it is; empty where another text has taken its place */
  inField: string
  reply?: OpId | undefined
  saved: boolean
}

const inField = (claims: readonly Claim[]): string => claims.map((claim) => claim.inField).join('')

export interface Box {
  state(): BoxState
  subscribe(listener: () => void): () => void
  attach(field: Field | undefined): void
  setLimit(bytes: number): void
  typed(text: string, selection: Selection): void
  /** Whether so much more may be put in at once, pasted or dropped; says so where it may not. */
  takes(characters: number): boolean
  /** An input method is done. */
  composed(): void
  /** Sends or saves what is in the box; resolves once it is known whether it is on disk. */
  submit(): Promise<boolean>
  edit(message: OpId, text: string): void
  /** What is written answers this message. */
  reply(to: OpId): void
  /** Ends the edit, or answers nothing. */
  cancel(): void
  /** What the disk holds, at first and whenever it changes. */
  told(row: DraftRow | undefined): void
  /** Saves now: the page may go away. */
  flush(): void
}

export function createBox(ports: BoxPorts): Box {
  const { conversation, commands, mirror } = ports
  const listeners = new Set<() => void>()
  let field: Field | undefined
  let limit = Number.POSITIVE_INFINITY
  let text = ''
  let selection: Selection | undefined
  let editing: OpId | undefined
  let reply: OpId | undefined
  let aside: DraftRow['aside']
  /** Parts of the text that are on their way to the disk, or there and not yet taken out of the field. */
  let claims: Claim[] = []
  let line: Promise<unknown> = Promise.resolve()
  let dirty = false
  let cancelSave: (() => void) | undefined
  let loaded = false
  let held = false
  let seen = 0
  let trouble: Trouble | undefined
  let state: BoxState = { empty: true, room: { state: 'enough' }, saving: false }

  function publish() {
    const rest = unclaimed()
    const next: BoxState = {
      empty: rest.trim() === '',
      room: roomFor(rest, limit),
      saving: claims.some((claim) => !claim.saved),
      ...(editing && { editing }),
      ...(reply && { reply }),
      ...(trouble && { trouble }),
    }
    const same =
      next.empty === state.empty &&
      next.saving === state.saving &&
      next.editing === state.editing &&
      next.reply === state.reply &&
      next.trouble === state.trouble &&
      sameRoom(next.room, state.room)
    if (same) return
    state = next
    for (const listener of listeners) listener()
  }

  const without = (parts: readonly Claim[]) => withoutSent(text, inField(parts))
  const unclaimed = () => without(claims)
  const displaced = () => claims.filter((claim) => !claim.saved && claim.inField === '').map((claim) => claim.text)
  const unsaved = () => [...displaced(), without(claims.filter((claim) => claim.saved))].filter(Boolean).join('\n')

  function draftNow(): Draft | undefined {
    const rest = unsaved()
    // What is on its way to the disk is a draft until it is there.
    const answers = claims.find((claim) => !claim.saved && claim.reply)?.reply ?? reply
    if (rest === '' && !editing && !aside && !answers) return undefined
    return {
      text: rest,
      changed: seen,
      ...(editing && { editing }),
      ...(answers && { reply: answers }),
      ...(aside && { aside }),
      ...(selection && rest === text && { selection }),
    }
  }

  function changed() {
    dirty = true
    seen = Math.max(ports.now(), seen + 1)
    mirror.write(draftNow())
    cancelSave ??= ports.after(SAVE_MS, flush)
    publish()
  }

  function flush() {
    cancelSave?.()
    cancelSave = undefined
    if (dirty) line = line.then(saveDraft)
  }

  async function saveDraft() {
    if (!dirty) return
    const draft = draftNow()
    dirty = false
    const answer = await (draft
      ? commands.saveDraft({ ...draft, conversation })
      : commands.deleteDraft(conversation)
    ).catch(unavailable)
    // The mirror has it; the next key tries again.
    if ('failed' in answer) dirty = true
  }

  function write(next: string, at?: Selection) {
    text = next
    selection = at
    field?.write(next, at)
  }

  /** Takes what is saved out of the field, unless a word is just being put together there. */
  function settle() {
    if (field?.composing() || !claims[0]?.saved) return
    const saved = claims.filter((claim) => claim.saved)
    const rest = without(saved)
    const gone = text.length - rest.length
    claims = claims.filter((claim) => !claim.saved)
    write(rest, selection && [Math.max(0, selection[0] - gone), Math.max(0, selection[1] - gone)])
  }

  function giveUp(why: Trouble) {
    const waiting = claims.filter((claim) => !claim.saved)
    // Sent one after another, so that they are not one word now that they stand together.
    if (waiting.length > 1 || displaced().length > 0)
      write([...waiting.map((claim) => claim.text), unclaimed()].filter(Boolean).join('\n'))
    reply ??= waiting.find((claim) => claim.reply)?.reply
    claims = claims.filter((claim) => claim.saved)
    trouble = why
    changed()
  }

  async function saveClaim(claim: Claim, target: OpId | undefined): Promise<boolean> {
    // One before it failed: it is back in the text with the rest.
    if (!claims.includes(claim)) return false
    const answer = await (target
      ? saveEdit(target, claim.text)
      : commands.sendMessage({ conversation, text: claim.text, ...(claim.reply && { reply: claim.reply }) })
    ).catch(unavailable)
    const why = troubleOf(answer)
    if (why) {
      giveUp(why)
      return false
    }
    claim.saved = true
    trouble = undefined
    settle()
    if (target) takeUp(`${aside?.text ?? ''}${text}`)
    held = false
    dirty = false
    if (draftNow()) changed()
    else mirror.write(undefined)
    publish()
    return true
  }

  /** The edit is over: what it put aside is back. */
  function takeUp(next: string) {
    write(next, aside?.selection)
    reply = aside?.reply
    editing = undefined
    aside = undefined
  }

  async function saveEdit(target: OpId, next: string) {
    if (!(await ports.isRefused(target))) return commands.editMessage({ conversation, target, text: next })
    return commands.sendMessage({ conversation, text: next, instead: target })
  }

  function take(draft: Draft | undefined) {
    seen = Math.max(seen, draft?.changed ?? 0)
    editing = draft?.editing
    reply = draft?.reply
    aside = draft?.aside
    write(draft?.text ?? '', draft?.selection)
    publish()
  }

  const start = mirror.read()
  if (start) take(start)

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    attach(next) {
      field = next
      field?.write(text, selection)
    },
    setLimit(bytes) {
      limit = bytes
      publish()
    },
    typed(next, at) {
      selection = at
      if (next === text) {
        // Where the caret is alone is not worth a write to the disk.
        if (claims.length === 0 && text !== '') mirror.write(draftNow())
        return
      }
      // Another text stands there now: nothing of that is what was sent, however alike.
      if (!holds(next, inField(claims))) for (const claim of claims) claim.inField = ''
      text = next
      if (next.trim() === '' || (trouble && OF_THE_TEXT.has(trouble))) trouble = undefined
      changed()
    },
    takes(characters) {
      if (text.length + characters <= limit * MOST_LIMITS) return true
      trouble = 'not-put'
      publish()
      return false
    },
    composed() {
      settle()
      publish()
    },
    submit() {
      const next = unclaimed()
      if (next.trim() === '' || (editing && claims.length > 0)) return Promise.resolve(false)
      if (roomFor(next, limit).state === 'over') return Promise.resolve(false)
      const claim: Claim = { text: next, inField: next, saved: false, reply }
      claims.push(claim)
      reply = undefined
      const target = editing
      const done = line.then(() => saveClaim(claim, target))
      line = done
      publish()
      return done
    },
    edit(message, original) {
      if (claims.length > 0 || editing === message) return
      if (!editing && (text !== '' || reply)) {
        aside = { text, ...(selection && { selection }), ...(reply && { reply }) }
      }
      editing = message
      reply = undefined
      trouble = undefined
      write(original, [original.length, original.length])
      changed()
      flush()
    },
    reply(to) {
      if (editing) {
        if (claims.length > 0) return
        takeUp(aside?.text ?? '')
      }
      reply = to
      changed()
      flush()
    },
    cancel() {
      if (editing ? claims.length > 0 : !reply) return
      if (editing) {
        trouble = undefined
        takeUp(aside?.text ?? '')
      } else reply = undefined
      changed()
      flush()
    },
    told(row) {
      const first = !loaded
      loaded = true
      const wasHeld = held
      held = row !== undefined
      if (claims.length > 0) return
      if (first) {
        if (row && row.changed > seen) return merge(row)
        if (!row && start && text === start.text) void forgetIfSent(start)
        else if ((text !== '' || reply) && (!row || row.changed < seen)) changed()
        return
      }
      // Another tab wrote: it is the one in use. An edit begun over the box is one begun here.
      if (dirty || (field?.inUse() && (!row?.editing || row.editing === editing))) return
      if (row ? row.changed > seen : wasHeld) take(row)
    },
    flush,
  }

  /** Typed before the disk had answered: it goes behind what was there. */
  function merge(row: DraftRow) {
    const typed = dirty && !start ? text : ''
    take(row)
    if (typed === '') return
    write(row.text + typed)
    changed()
  }

  /** The page went away between the commit and the news of it: what the mirror holds is no draft any more. */
  async function forgetIfSent(mirrored: Draft) {
    const sent = !mirrored.editing && (await ports.wasSent(mirrored.text, mirrored.changed))
    if (text !== mirrored.text) return
    if (sent) {
      reply = undefined
      write('')
      mirror.write(undefined)
      publish()
    } else changed()
  }
}

/** Over as soon as there is another text. */
const OF_THE_TEXT: ReadonlySet<Trouble> = new Set(['too-large', 'malformed', 'not-put'])

const unavailable = (): WriteFailure => ({ failed: 'unavailable' })

function troubleOf(answer: object | WriteFailure | Refusal): Trouble | undefined {
  if ('failed' in answer) return answer.failed === 'full' ? 'full' : 'not-saved'
  if (!('refused' in answer)) return undefined
  return answer.refused === 'too-large' ? 'too-large' : 'malformed'
}
