/** The commands over a store: each is checked against the limits, then one transaction. */
import type { Prefs } from '#protocol/http.ts'
import type { Handle, OpId } from '#protocol/ids.ts'
import { ABOUT_CODE_POINTS, type Limits } from '#protocol/limits.ts'
import type { Op, OpKind, OpOf } from '#protocol/op.ts'
import type { Commands } from './commands.ts'
import { refuseAbout, refuseText, refuseTitle } from './measure.ts'
import type { DraftRow } from './model.ts'
import { type Clock, type Hands, hasFailed, type Random } from './ports.ts'

export interface CommandSettings {
  store: Hands
  clock: Pick<Clock, 'now'>
  random: Pick<Random, 'uuid'>
  self: Handle
  /** as the server last told them, its defaults before that */
  limits: () => Limits
}

export function createCommands({ store, clock, random, self, limits }: CommandSettings): Commands {
  const common = () => ({ id: random.uuid(), at: Math.max(0, Math.round(clock.now())) })
  const make = <K extends OpKind>(kind: K, fields: Omit<OpOf<K>, 'id' | 'at' | 'kind' | 'again'>): OpOf<K> =>
    ({ ...fields, ...common(), kind }) as unknown as OpOf<K>

  async function queue(op: Op, alongside?: Parameters<Hands['enqueue']>[1]) {
    const queued = await store.enqueue([op], alongside)
    return hasFailed(queued) ? queued : {}
  }

  /** What a refused message answered, so that the one that stands for it does too. */
  async function replyOf(id: OpId): Promise<OpId | undefined> {
    const found = await store.outboxRow(id)
    if (hasFailed(found) || found.row?.op.kind !== 'message') return undefined
    return found.row.op.reply
  }

  return {
    async sendMessage({ conversation, text, reply, instead }) {
      const refusal = refuseText(text, limits().text)
      if (refusal) return refusal
      const answers = reply ?? (instead === undefined ? undefined : await replyOf(instead))
      const replying = answers === undefined ? {} : { reply: answers }
      const op = make('message', { conversation, text, ...replying })
      const queued = await queue(op, { clearDraft: conversation, dismiss: instead })
      return hasFailed(queued) ? queued : { id: op.id }
    },

    async forward({ to, text }) {
      const queued = await store.enqueue(to.map((conversation) => make('message', { conversation, text })))
      return hasFailed(queued) ? queued : {}
    },

    async editMessage({ conversation, target, text }) {
      const refusal = refuseText(text, limits().text)
      if (refusal) return refusal
      const amended = await store.amend(target, { text }, { clearDraft: conversation })
      if (hasFailed(amended)) return amended
      if ('done' in amended) return {}
      return queue(make('edit', { conversation, target, text }), { clearDraft: conversation })
    },

    async removeMessage({ conversation, target }) {
      const amended = await store.amend(target, { takeOut: true })
      if (hasFailed(amended)) return amended
      return 'done' in amended ? {} : queue(make('remove', { conversation, target }))
    },

    hideMessages: (messages, on) => store.hide(messages, on),

    async undo(op) {
      const amended = await store.amend(op, { takeOut: true })
      return hasFailed(amended) ? amended : { undone: 'done' in amended }
    },

    async tryAgain(id) {
      const found = await store.outboxRow(id)
      if (hasFailed(found)) return found
      if (found.row?.rejected === undefined) return {}
      const { again: _, ...op } = found.row.op
      return queue({ ...op, ...common() } as Op, { dismiss: id })
    },

    dismiss: (id: OpId) => store.dismiss(id),

    react: (reaction) => queue(make('react', reaction)),

    markRead: (mark) => queue(make('read', mark)),

    async createGroup({ title: typed, members }) {
      const title = typed.trim()
      const refusal = refuseTitle(title, limits().title)
      if (refusal) return refusal
      const others = [...new Set(members)].filter((member) => member !== self)
      const excess = others.length + 1 - limits().members
      if (excess > 0) return { refused: 'too-large', excess }
      const conversation = random.uuid()
      const queued = await queue(make('group', { conversation, title, members: others }))
      return hasFailed(queued) ? queued : { conversation }
    },

    async rename({ conversation, title: typed }) {
      const title = typed.trim()
      return refuseTitle(title, limits().title) ?? queue(make('rename', { conversation, title }))
    },

    add: (change) => queue(make('add', change)),

    drop: (change) => queue(make('drop', change)),

    setAdmin: (change) => queue(make('admin', change)),

    join: ({ conversation, token, title }) => queue(make('join', { conversation, token }), { title }),

    setPrefs: (conversation, prefs: Prefs) => queue(make('prefs', { conversation, ...prefs })),

    setBlocked: (user, on) => queue(make('block', { user, on })),

    async setProfile({ name: typed, about }) {
      const name = typed?.trim()
      const refusal =
        (name === undefined ? undefined : refuseTitle(name, limits().title)) ??
        (about === undefined ? undefined : refuseAbout(about, ABOUT_CODE_POINTS))
      if (refusal) return refusal
      return queue(
        make('profile', { ...(name === undefined ? {} : { name }), ...(about === undefined ? {} : { about }) }),
      )
    },

    saveDraft: (draft: DraftRow) => store.saveDraft(draft),
    deleteDraft: (conversation) => store.deleteDraft(conversation),
  }
}
