/**
 * A token bucket: `burst` requests at once, then `perSecond`. Tokens are counted when they are asked for,
 * so an idle connection costs nothing.
 */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #countedAt: number;

  constructor({ burst, perSecond }: Rate, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#countedAt = now;
  }

  /** The seconds until so many tokens will be there; 0: they are. */
  wait(cost: number, now: number): number {
    this.#count(now);
    return this.#tokens < cost ? (cost - this.#tokens) / this.#perSecond : 0;
  }

  /** Takes tokens that are there, or leaves a debt: what is dear may turn out so only afterwards. */
  charge(cost: number): void {
    this.#tokens -= cost;
  }

  /** Whether a new one would be no better. */
  isFull(now: number): boolean {
    this.#count(now);
    return this.#tokens === this.#burst;
  }

  #count(now: number): void {
    // A clock that jumps back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - this.#countedAt) / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perSecond);
    this.#countedAt = now;
  }
}

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}
