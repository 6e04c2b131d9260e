/** Secrets that a person or a browser carries. Only their hash is ever stored. */
import { hash, randomBytes } from 'node:crypto'

/** 256 random bits. */
export const newSessionToken = (): string => randomBytes(32).toString('base64url')

/** 144 random bits. */
export const newInviteToken = (): string => randomBytes(18).toString('base64url')

export const hashToken = (token: string): string => hash('sha256', token, 'base64url')
