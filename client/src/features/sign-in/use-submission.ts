import { type FormEvent, useRef, useState } from 'react'

/**
 * A form's way to the server and back. While it is on the way, submitting again does nothing. What came back stays until
 * the next try; after `done` the form stays busy, since the screen is about to go.
 */
export function useSubmission<Outcome extends { outcome: string }>(submit: () => Promise<Outcome> | undefined) {
  const [outcome, setOutcome] = useState<Outcome>()
  const [busy, setBusy] = useState(false)
  const running = useRef(false)

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault()
    if (running.current) return
    const answer = submit()
    if (!answer) return setOutcome(undefined)
    running.current = true
    setBusy(true)
    setOutcome(undefined)
    let done = false
    try {
      const came = await answer
      done = came.outcome === 'done'
      setOutcome(came)
    } finally {
      running.current = false
      if (!done) setBusy(false)
    }
  }
  return { outcome, busy, onSubmit, forget: () => setOutcome(undefined) }
}
