import { createHash, randomBytes } from 'node:crypto';
import type { NewToken } from '../ports/identities.ts';

/** 256 random bits. Whoever has it is the person; only its hash is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A fast hash is enough for what cannot be guessed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** A token for a device, and what the store is to know of it. `life` is in milliseconds. */
export function issueToken(
  device: string | undefined,
  at: number,
  life: number,
): { token: string; stored: NewToken } {
  const token = newToken();
  return {
    token,
    stored: { hash: hashToken(token), device: device ?? '', at, expiresAt: at + life },
  };
}
