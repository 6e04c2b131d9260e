/** The `default` of a switch over a union: does not compile once a case is missing. */
export function unreachable(value: never): never {
  throw new Error(`not foreseen: ${JSON.stringify(value)}`)
}
