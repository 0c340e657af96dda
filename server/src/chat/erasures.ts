import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ended } from '../ports/identities.ts';
import { type PersonId, StorageUnavailable, type Store } from '../ports/store.ts';
import type { Devices } from './devices.ts';
import type { People } from './people.ts';

/** Having everything erased that a person has left here, by their own wish or the operator's. */
export class Erasures {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #devices: Devices;
  readonly #onFault: (error: unknown) => void;
  readonly #underWay = new Map<PersonId, Promise<void>>();
  #isSweeping = false;

  constructor(
    store: Store,
    bus: Bus,
    clock: Clock,
    { people, devices }: { people: People; devices: Devices },
    onFault: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#devices = devices;
    this.#onFault = onFault;
  }

  /** Whoever asks while it is under way waits for the same. */
  erase(id: PersonId): Promise<void> {
    const underWay = this.#underWay.get(id) ?? this.#erase(id);
    this.#underWay.set(id, underWay);
    return underWay.finally(() => this.#underWay.delete(id));
  }

  /** In steps, each a commit: others' writes come in between. The person's sockets stay for the answer to come first. */
  async #erase(id: PersonId): Promise<void> {
    const sender = { id, name: this.#people.withId(id)?.name ?? '' };
    const out: Ended[] = [];
    try {
      for (;;) {
        const { steps, ended, isDone } = await this.#store.erase(id, this.#clock.now());
        for (const step of steps) {
          this.#bus.publish({ kind: 'stepped', step, sender, origin: undefined });
        }
        this.#devices.silence(ended);
        out.push(...ended);
        if (isDone) break;
      }
      this.#people.evict(id);
    } finally {
      this.#devices.announce(out);
    }
  }

  /** Those that an operator has asked for, and those that a restart has interrupted. Never rejects. */
  async sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      for (const id of await this.#store.erasuresAsked()) await this.erase(id);
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) this.#onFault(error);
    } finally {
      this.#isSweeping = false;
    }
  }
}
