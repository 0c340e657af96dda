/** Chance that can be had again: the seed is printed, and `CHATEAU_CHAOS_SEED` repeats it. */
export class Chance {
  readonly seed: number;
  #state: number;

  constructor(
    seed = Number(process.env['CHATEAU_CHAOS_SEED'] ?? Math.trunc(Math.random() * 2 ** 32)),
  ) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** From 0 to below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /**
   * How long to let the traffic run before a fault strikes, in milliseconds: often so short that the
   * start is hit, often so long that SQLite is moving its log when it is hit.
   */
  moment(): number {
    return this.next() < 0.5 ? this.between(30, 300) : this.between(300, 2_500);
  }

  pick<T>(from: readonly T[]): T {
    const index = Math.trunc(this.next() * from.length);
    return from[index] as T;
  }
}

/** How often a fault strikes: a few times in every run, more where somebody asks for it. */
export const ROUNDS = Number(process.env['CHATEAU_CHAOS_ROUNDS'] ?? 5);

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
