import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { hashSync, verifySync } from '@node-rs/argon2';

/** A password to be hashed, or to be compared with a hash that is stored (`null`: there is none). */
export interface Task {
  readonly password: string;
  readonly stored?: string | null;
}

/** The hash, or whether the password was the right one. */
export type Done = { readonly value: string | boolean } | { readonly failed: string };

/** The library's `Algorithm.Argon2id`, which is a constant of the compiler's alone. */
const ARGON2ID = 2;
/** Argon2id with 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet. */
const COST = { algorithm: ARGON2ID, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
/** A tenth of a core's time where others want all of it. */
const PRIORITY = 10;

const port = parentPort;
if (!port) throw new Error('hasher.ts runs as a worker thread only');
// Linux alone has a priority for each thread: elsewhere this would be the whole process's.
if (process.platform === 'linux') setPriority(0, PRIORITY);

let nobodys: string | undefined;

port.on('message', (task: Task) => {
  port.postMessage(perform(task));
});

function perform({ password, stored }: Task): Done {
  try {
    if (stored === undefined) return { value: hashSync(password, COST) };
    nobodys ??= hashSync('the password of nobody', COST);
    const isRight = verifySync(stored ?? nobodys, password);
    return { value: stored !== null && isRight };
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}
