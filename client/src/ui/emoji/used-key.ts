/** Where this device keeps which emoji are used. Goes at signing out: it tells of what was written. */
export const USED_KEY = 'tidemark:emoji'
