/** More passwords are being checked than this server takes at once: try again in a moment. */
export class TooManyPasswords extends Error {
  override readonly name = 'TooManyPasswords';
}

/**
 * Turns passwords into what may be stored, and compares the two.
 *
 * - MUST be slow by design and MUST NOT hold up the event loop meanwhile.
 * - MUST bound how many run at once, and how many wait: beyond that it rejects with `TooManyPasswords`.
 * - The same password MUST give another hash each time.
 */
export interface Passwords {
  /** A PHC string. */
  hash(password: string): Promise<string>;
  /** Without a hash: `false`, after the same time as with one, so that nobody learns who exists. */
  verify(hash: string | undefined, password: string): Promise<boolean>;
}
