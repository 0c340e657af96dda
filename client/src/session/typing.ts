import type { Clock } from '../clock.ts';
import type { Push } from '../wire.ts';

type Typing = Push<'TypingRecv'>;

/** Milliseconds: somebody of whom nothing more is heard has stopped. Who goes on says so each three seconds. */
const OVER = 5_000;

/** Who is typing, until they stop or are heard of no more. */
export class Typists {
  readonly #clock: Clock;
  readonly #stopped: (push: Typing) => void;
  readonly #ends = new Map<string, { callOff(): void; stop(): void }>();

  constructor(clock: Clock, stopped: (push: Typing) => void) {
    this.#clock = clock;
    this.#stopped = stopped;
  }

  hear(push: Typing): void {
    const key = `${push.chat} ${push.id}`;
    this.#ends.get(key)?.callOff();
    this.#ends.delete(key);
    if (!push.on) return;
    const stop = () => {
      callOff();
      this.#ends.delete(key);
      this.#stopped({ ...push, on: false });
    };
    const callOff = this.#clock.after(OVER, stop);
    this.#ends.set(key, { callOff, stop });
  }

  /** Nothing is known of anybody any more. */
  clear(): void {
    for (const { stop } of this.#ends.values()) stop();
  }
}
