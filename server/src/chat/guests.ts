import { type ErrorResponse, type RequestOf, refuse } from '@chateau/protocol';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { claimUsername } from './names.ts';
import { type Arrival, NOTHING, type People } from './people.ts';
import { issueToken } from './tokens.ts';

export interface GuestSettings {
  readonly enabled: boolean;
  /** Milliseconds for which a token is good after its last use. */
  readonly tokenLife: number;
}

/** People with nothing but a name: a new identity each, which lasts as long as its token. */
export class Guests {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #settings: GuestSettings;

  constructor(store: Store, clock: Clock, people: People, settings: GuestSettings) {
    this.#store = store;
    this.#clock = clock;
    this.#people = people;
    this.#settings = settings;
  }

  async register({
    username: name,
    features,
    device,
  }: RequestOf<'RegisterRequest'>): Promise<Arrival | ErrorResponse> {
    if (!this.#settings.enabled) {
      return refuse('authentication_failed', 'This server takes no guests. Log in.');
    }
    const claimed = claimUsername(name);
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    if (this.#people.withCanon(claimed.claim.canon)) return refuse('username_taken');

    const hasFeatures = features !== undefined;
    const { token, stored } = issueToken(device, this.#clock.now(), this.#settings.tokenLife);
    const id = await this.#store.addGuest({
      name: claimed.claim,
      keepsName: hasFeatures,
      token: stored,
    });
    if (id === 'taken') return refuse('username_taken');
    return this.#people.arrive({ id, name }, async (person) => {
      this.#people.enter(person, { name, belongings: NOTHING, hasFeatures });
      return { person, token, tokenHash: stored.hash };
    });
  }
}
