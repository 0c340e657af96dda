import { Bucket, type Rate } from './bucket.ts';

interface Shared {
  readonly bucket: Bucket;
  users: number;
}

/**
 * Buckets that several connections take from: those of a person, or of an address. One that nobody uses any more is
 * kept until it is full, for whoever goes and comes back to find it as it was.
 */
export class SharedBuckets {
  readonly #rate: Rate;
  readonly #byKey = new Map<string, Shared>();
  readonly #unused = new Set<string>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  get size(): number {
    return this.#byKey.size;
  }

  use(key: string, now: number): Bucket {
    let shared = this.#byKey.get(key);
    if (!shared) {
      shared = { bucket: new Bucket(this.#rate, now), users: 0 };
      this.#byKey.set(key, shared);
    }
    shared.users++;
    this.#unused.delete(key);
    return shared.bucket;
  }

  release(key: string): void {
    const shared = this.#byKey.get(key);
    if (!shared) return;
    shared.users--;
    if (shared.users === 0) this.#unused.add(key);
  }

  sweep(now: number): void {
    for (const key of this.#unused) {
      if (!this.#byKey.get(key)?.bucket.isFull(now)) continue;
      this.#byKey.delete(key);
      this.#unused.delete(key);
    }
  }
}
