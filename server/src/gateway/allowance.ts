import type { Bucket } from './bucket.ts';

/** What one connection may still ask for: as much as there is in each of its buckets. */
export class Allowance {
  readonly #buckets: Bucket[];

  constructor(buckets: Bucket[]) {
    this.#buckets = buckets;
  }

  share(bucket: Bucket): void {
    this.#buckets.push(bucket);
  }

  /** 0 when it is taken; else the seconds until it may be. What is refused costs nothing. */
  take(cost: number, now: number): number {
    let wait = 0;
    for (const bucket of this.#buckets) wait = Math.max(wait, bucket.wait(cost, now));
    if (wait === 0) this.charge(cost);
    return wait;
  }

  charge(cost: number): void {
    for (const bucket of this.#buckets) bucket.charge(cost);
  }
}
