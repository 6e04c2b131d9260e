import { useEffect, useRef, useState } from 'react'
import type { Handle } from '#protocol/ids.ts'
import type { Session } from '../../session/session.ts'
import type { Lookup } from './people-options.ts'

/** Typing rests before the server is asked. */
const REST_MS = 250
/** After that an unchecked username is offered; an answer that comes later is shown all the same. */
const PATIENCE_MS = 2500

/** What the server says about a username, asked once typing rests. Answers are kept for as long as the dialog is open. */
export function useLookup(handle: Handle | undefined, findUser: Session['findUser']): Lookup {
  const answers = useRef(new Map<Handle, Lookup>())
  const [, redraw] = useState(0)

  useEffect(() => {
    const answered = handle === undefined ? undefined : answers.current.get(handle)
    if (handle === undefined || (answered && answered.answer !== 'unknown')) return
    let isCurrent = true
    const tell = (lookup: Lookup) => {
      answers.current.set(handle, lookup)
      if (isCurrent) redraw((count) => count + 1)
    }
    const impatient = setTimeout(tell, REST_MS + PATIENCE_MS, { answer: 'unknown' })
    const rested = setTimeout(async () => {
      const answer = await findUser(handle)
      clearTimeout(impatient)
      if ('found' in answer) tell({ answer: 'found', person: answer.found })
      else tell({ answer: 'missing' in answer ? 'missing' : 'unknown' })
    }, REST_MS)
    return () => {
      isCurrent = false
      clearTimeout(rested)
      clearTimeout(impatient)
    }
  }, [handle, findUser])

  if (handle === undefined) return { answer: 'none' }
  return answers.current.get(handle) ?? { answer: 'asking' }
}
