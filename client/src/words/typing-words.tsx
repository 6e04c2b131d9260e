import { Plural, Trans } from '@lingui/react/macro'

/** Who types now. Without names: whoever the conversation is with. */
export function TypingWords({ names: [first, second, ...others] }: { names: readonly string[] }) {
  if (first === undefined) return <Trans>typing…</Trans>
  const one = <bdi>{first}</bdi>
  if (second === undefined) return <Trans>{one} is typing…</Trans>
  if (others.length > 0) {
    return <Plural value={others.length + 2} one="# person is typing…" other="# people are typing…" />
  }
  const two = <bdi>{second}</bdi>
  return (
    <Trans>
      {one} and {two} are typing…
    </Trans>
  )
}
