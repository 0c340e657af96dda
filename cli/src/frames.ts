import { setTimeout as sleep } from 'node:timers/promises';
import { parseObject } from '@chateau/protocol/decode';

/** So few that their answers always fit in what a server lets one connection have under way. */
const AT_ONCE = 8;

/** Prints what comes back on a socket, and knows what has not come yet. */
export class Frames {
  #last = 0;
  #unanswered = 0;
  #wake = () => {};

  constructor(socket: WebSocket, form: (frame: string) => string) {
    socket.addEventListener('message', ({ data }) => {
      const frame = String(data);
      this.#last = performance.now();
      process.stdout.write(`${form(frame)}\n`);
      if (!isAnswer(frame)) return;
      this.#unanswered--;
      this.#wake();
    });
  }

  expect(): void {
    this.#unanswered++;
  }

  /** Waits for the answers to earlier messages, unless none comes for so long that none will. */
  async room(wait: number): Promise<void> {
    while (this.#unanswered >= AT_ONCE) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(() => {
        this.#unanswered = 0;
        resolve();
      }, wait);
      await promise;
      clearTimeout(timer);
    }
  }

  async quiet(wait: number): Promise<void> {
    const start = performance.now();
    for (let left = wait; left > 0; ) {
      await sleep(left);
      left = Math.max(start, this.#last) + wait - performance.now();
    }
  }
}

/** Not a push: those end in `Recv`, or tell with 201 of what is new. */
function isAnswer(frame: string): boolean {
  const { type, status } = parseObject(frame) ?? {};
  return typeof type === 'string' && type.endsWith('Response') && status !== 201;
}
