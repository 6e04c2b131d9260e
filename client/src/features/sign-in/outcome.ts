/** What came of asking the server for a session. After `done` the screen goes away. */
export type SignInOutcome =
  | { outcome: 'done' }
  /** wrong username or password */
  | { outcome: 'refused' }
  | { outcome: 'slow-down'; retryAfterMs: number }
  /** the server could not be asked, or answered that it cannot now */
  | { outcome: 'unreachable' }
  /** this version of the app is too old for the server */
  | { outcome: 'upgrade-required' }

export type SignUpOutcome =
  | Exclude<SignInOutcome, { outcome: 'refused' }>
  | { outcome: 'taken' }
  /** the server takes newcomers by invitation alone */
  | { outcome: 'closed' }
  /** the server found a field malformed that this form let through */
  | { outcome: 'invalid' }
