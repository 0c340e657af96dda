import { DirectoryUnavailable } from '../../ports/directory.ts';

/** Lets so many at a time do something; the others wait for their turn, as long as they can. */
export class Turns {
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Rejects with `DirectoryUnavailable` when no turn comes within so many milliseconds. */
  async take<T>(within: number, act: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await this.#turn(within);
    else this.#running++;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      // The turn is handed on; only where nobody waits it is given back.
      if (next) next();
      else this.#running--;
    }
  }

  #turn(within: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const mine = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1);
        reject(new DirectoryUnavailable('too many logins wait for the directory'));
      }, within);
      this.#waiting.push(mine);
    });
  }
}
