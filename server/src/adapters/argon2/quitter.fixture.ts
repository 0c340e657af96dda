import { parentPort } from 'node:worker_threads';
import type { Task } from './hasher.ts';

/** In the hasher's place: ends without an error where it is told to, or with one. */
parentPort?.on('message', ({ password }: Task) => {
  if (password === 'quit') process.exit(3);
  if (password === 'throw') throw new Error('thrown');
  parentPort?.postMessage({ value: `hash of ${password}` });
});
