import type { PersonId } from '../ports/store.ts';
import { Allowance } from './allowance.ts';
import { Bucket, type Rate } from './bucket.ts';
import { SharedBuckets } from './shared-buckets.ts';

export interface RateSettings extends Rate {
  /** How many times as much all connections of a person, and of an address, may ask for together. */
  readonly timesPerPerson: number;
  readonly timesPerAddress: number;
}

/** How much may be asked for, by cost: by one connection, by all of a person, by all of an address. */
export class Rates {
  readonly #rate: Rate;
  readonly #people: SharedBuckets;
  readonly #addresses: SharedBuckets;

  constructor(settings: RateSettings) {
    this.#rate = settings;
    this.#people = new SharedBuckets(times(settings, settings.timesPerPerson));
    this.#addresses = new SharedBuckets(times(settings, settings.timesPerAddress));
  }

  open(address: string, now: number): Allowance {
    const own = [new Bucket(this.#rate, now), this.#addresses.use(address, now)];
    return new Allowance(own);
  }

  /** The connection is somebody's from now on. */
  enter(allowance: Allowance, person: PersonId, now: number): void {
    allowance.share(this.#people.use(person, now));
  }

  close(address: string): void {
    this.#addresses.release(address);
  }

  leave(person: PersonId): void {
    this.#people.release(person);
  }

  sweep(now: number): void {
    this.#people.sweep(now);
    this.#addresses.sweep(now);
  }
}

function times({ burst, perSecond }: Rate, factor: number): Rate {
  return { burst: burst * factor, perSecond: perSecond * factor };
}
