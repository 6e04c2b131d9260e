/** The protocol spoken by this build. A server speaks its own and the one before. */
export const PROTOCOL = 1
