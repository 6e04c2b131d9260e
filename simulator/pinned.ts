/** Seeds that failed once, and what was wrong. A change of the draws makes them other worlds; the tests named there stay. */
export const pinned: readonly { seed: number; found: string }[] = [
  { seed: 322, found: 'a place that two histories share was taken for the same past' },
  { seed: 1261, found: 'a group that came back by a snapshot did not send what had waited for it' },
  { seed: 471, found: 'a conversation that was forgotten and came back kept no places below its snapshot' },
  { seed: 51, found: 'who joined again found everything from before unread' },
  { seed: 5105, found: 'a removal that the server and its author forgot held for whoever had heard it' },
]
