import { Worker } from 'node:worker_threads';
import { StorageUnavailable } from '../../ports/store.ts';
import { type Call, CLOSE, type Outcome, type Reply } from './calls.ts';
import { describe } from './verdict.ts';
import type { WorkerTask } from './worker.ts';

/**
 * Calls that are posted without waiting for the end of the turn: in a busy turn the thread then works on the
 * first of them while the event loop is still reading the rest.
 */
const EARLY_POST = 200;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * The event loop's end of a worker. Calls of one turn of the loop travel together, as one string: that
 * costs a fraction of a structured clone. Answers come in the order of the calls.
 */
export class StorageThread {
  readonly #worker: Worker;
  readonly #onBroken: (reason: string) => void;
  #calls: Call[] = [];
  #waiting: Waiting[] = [];
  #broken: string | undefined;

  constructor(task: WorkerTask, onBroken: (reason: string) => void) {
    this.#onBroken = onBroken;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task });
    this.#worker.on('message', (reply: string) => {
      if (reply !== CLOSE) this.#settle(JSON.parse(reply) as Reply);
    });
    this.#worker.on('error', (error) =>
      this.#break(`the storage thread failed: ${describe(error)}`),
    );
  }

  /** Calls without an answer. */
  get load(): number {
    return this.#waiting.length;
  }

  call<T>(...call: Call): Promise<T> {
    if (this.#broken !== undefined) return Promise.reject(new StorageUnavailable(this.#broken));
    if (this.#calls.length === 0) setImmediate(() => this.#post());
    this.#calls.push(call);
    if (this.#calls.length >= EARLY_POST) this.#post();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (value: unknown) => void, reject });
    });
  }

  /** Waits for the calls that are under way, then lets go of the file. */
  async end(): Promise<void> {
    while (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.#broken === undefined) {
      this.#broken = 'the server is stopping';
      const closed = new Promise((resolve) => {
        for (const end of ['message', 'error', 'exit']) this.#worker.once(end, resolve);
      });
      this.#worker.postMessage(CLOSE);
      await closed;
    }
    await this.#worker.terminate();
  }

  #post(): void {
    const calls = this.#calls;
    if (calls.length === 0) return;
    this.#calls = [];
    this.#worker.postMessage(JSON.stringify(calls));
  }

  #settle({ outcomes, broken }: Reply): void {
    const answered = this.#waiting.splice(0, outcomes.length);
    outcomes.forEach((outcome, index) => {
      const waiting = answered[index];
      if (waiting) settle(waiting, outcome);
    });
    if (broken !== undefined) this.#break(broken);
  }

  /** Takes no more calls, and has no hope for those that are under way. */
  distrust(reason: string): void {
    this.#broken ??= reason;
    for (const { reject } of this.#waiting.splice(0)) reject(new StorageUnavailable(reason));
  }

  #break(reason: string): void {
    if (this.#broken !== undefined) return;
    this.distrust(reason);
    this.#onBroken(reason);
  }
}

function settle(waiting: Waiting, outcome: Outcome): void {
  if ('unavailable' in outcome) waiting.reject(new StorageUnavailable(outcome.unavailable));
  else if ('failed' in outcome) waiting.reject(new Error(outcome.failed));
  else waiting.resolve(outcome.value);
}
