import { hash, verify } from '@node-rs/argon2';
import { type Passwords, TooManyPasswords } from '../../ports/passwords.ts';

export interface Argon2Options {
  /** Hashes at once. Each takes 19 MiB and a core. */
  readonly atOnce?: number;
  /** Passwords that wait for their turn. */
  readonly waiting?: number;
}

/** The library's `Algorithm.Argon2id`, which is a constant of the compiler's alone. */
const ARGON2ID = 2;
/** Argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet. */
const COST = { algorithm: ARGON2ID, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
/** With one at a time the event loop keeps a core, also where there are only two. */
const AT_ONCE = 1;
const WAITING = 500;

/** Hashes in the runtime's own thread pool, a few at a time. */
export function argon2Passwords({
  atOnce = AT_ONCE,
  waiting = WAITING,
}: Argon2Options = {}): Passwords {
  const turns: (() => void)[] = [];
  let running = 0;
  let nobodys: Promise<string> | undefined;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= atOnce) {
      if (turns.length >= waiting) throw new TooManyPasswords('too many passwords at once');
      await new Promise<void>((resolve) => turns.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = turns.shift();
      if (next) next();
      else running--;
    }
  }

  return {
    hash: (password) => inTurn(() => hash(normal(password), COST)),
    verify: (stored, password) =>
      inTurn(async () => {
        nobodys ??= hash('the password of nobody', COST);
        const isRight = await verify(stored ?? (await nobodys), normal(password));
        return stored !== undefined && isRight;
      }),
  };
}

/** One password, however the keyboard composes its letters (NIST SP 800-63B-4, 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFC');
}
