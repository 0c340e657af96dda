import { Worker } from 'node:worker_threads';
import { type Passwords, TooManyPasswords } from '../../ports/passwords.ts';
import type { Done, Task } from './hasher.ts';

export interface Argon2Options {
  /** Passwords that wait while one is worked on. */
  readonly waiting?: number;
  /** The thread's program. */
  readonly hasher?: URL;
}

const WAITING = 500;

interface Waiting {
  resolve(value: string | boolean): void;
  reject(error: Error): void;
}

/**
 * Hashes in a thread of its own, one after another: the event loop keeps a core, also where there are only
 * two. The thread steps back behind those who deliver messages, and comes into being with the first password.
 */
export function argon2Passwords({
  waiting = WAITING,
  hasher = new URL('./hasher.ts', import.meta.url),
}: Argon2Options = {}): Passwords {
  const queue: Waiting[] = [];
  let thread: Worker | undefined;

  function start(): Worker {
    const started = new Worker(hasher);
    started.on('message', (done: Done) => {
      const first = queue.shift();
      // A thread without work lets the process end.
      if (queue.length === 0) started.unref();
      if ('failed' in done) first?.reject(new Error(done.failed));
      else first?.resolve(done.value);
    });
    const end = (cause: unknown) => {
      // An exit follows every error: by then those who wait may wait for another thread.
      if (thread !== started) return;
      thread = undefined;
      for (const { reject } of queue.splice(0)) {
        reject(new Error('the thread that hashes passwords failed', { cause }));
      }
    };
    started.on('error', end);
    started.on('exit', (code) => end(`exit code ${code}`));
    return started;
  }

  function perform(task: Task): Promise<string | boolean> {
    if (queue.length > waiting) {
      return Promise.reject(new TooManyPasswords('too many passwords at once'));
    }
    thread ??= start();
    thread.ref();
    thread.postMessage(task);
    return new Promise((resolve, reject) => queue.push({ resolve, reject }));
  }

  return {
    hash: async (password) => String(await perform({ password: normal(password) })),
    verify: async (stored, password) =>
      (await perform({ password: normal(password), stored: stored ?? null })) === true,
  };
}

/** One password, however the keyboard composes its letters (NIST SP 800-63B-4, 3.1.1.2). */
function normal(password: string): string {
  return password.normalize('NFC');
}
