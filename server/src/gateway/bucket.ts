/**
 * A token bucket: `burst` requests at once, then `perSecond`. Tokens are counted when they are asked for,
 * so an idle connection costs nothing.
 */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #tokens: number;
  #countedAt: number;

  constructor(burst: number, perSecond: number, now: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#tokens = burst;
    this.#countedAt = now;
  }

  /** 0 when the tokens were there and are taken; else the seconds until they will be. */
  take(cost: number, now: number): number {
    // A clock that jumps back gives nothing and takes nothing.
    const elapsed = Math.max(0, now - this.#countedAt) / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + elapsed * this.#perSecond);
    this.#countedAt = now;
    if (this.#tokens < cost) return (cost - this.#tokens) / this.#perSecond;
    this.#tokens -= cost;
    return 0;
  }

  /** For what turns out to be dear only afterwards, a long answer for instance. May leave a debt. */
  charge(cost: number): void {
    this.#tokens -= cost;
  }
}
