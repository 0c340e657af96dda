import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits. Whoever has it is the person; only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A fast hash is enough for what cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
