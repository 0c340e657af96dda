import { canonical, type ErrorResponse, type RequestOf, refuse } from '@chateau/protocol';
import type { Clock } from '../ports/clock.ts';
import {
  type NameClaim,
  type PersonId,
  type PersonName,
  StorageUnavailable,
  type Store,
} from '../ports/store.ts';
import { claimUsername } from './names.ts';
import { Person } from './person.ts';
import { Pool } from './pool.ts';
import { Roster } from './roster.ts';
import { hashToken, newToken } from './tokens.ts';

export interface PeopleSettings {
  /** Milliseconds for which a guest's name is kept after the last connection. */
  readonly hold: number;
  /** Milliseconds for which a token is good after its last use. */
  readonly tokenLife: number;
  /** A whole number below the argument, each equally likely. */
  readonly random: (below: number) => number;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly onFault: (error: unknown) => void;
}

/** Somebody who has come in, and the token to come back with. */
export interface Arrival {
  readonly person: Person;
  readonly token: string;
}

/** Who is here: coming in, coming back, leaving, and the names that are kept in between. */
export class People {
  readonly online = new Roster();
  readonly available: Pool;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #settings: PeopleSettings;
  readonly #byId = new Map<PersonId, Person>();
  readonly #byCanon = new Map<string, Person>();
  /** When each kept name ends. Every name is kept equally long, so the first one in ends first. */
  readonly #held = new Map<Person, number>();
  /** Whose names the storage has refused to release so far: `sweep` tries again. */
  readonly #unreleased = new Set<PersonId>();

  constructor(store: Store, clock: Clock, settings: PeopleSettings) {
    this.#store = store;
    this.#clock = clock;
    this.#settings = settings;
    this.available = new Pool(settings.random);
  }

  /** Takes over the names that were kept when the server stopped: their holders get their time again. */
  async open(): Promise<void> {
    for (const { id, name } of await this.#store.keptGuests()) {
      const person = new Person(id, name, canonical(name));
      person.keepsName = true;
      this.#byId.set(id, person);
      this.#byCanon.set(person.canon, person);
      this.#hold(person);
    }
  }

  withId(id: PersonId): Person | undefined {
    return this.#byId.get(id);
  }

  /** Online, or away for a moment with the name kept. */
  withCanon(canon: string): Person | undefined {
    return this.#byCanon.get(canon);
  }

  /** A guest: a new identity with a name that nobody has. */
  async register(request: RequestOf<'RegisterRequest'>): Promise<Arrival | ErrorResponse> {
    const claimed = claimUsername(request.username);
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    if (this.#byCanon.has(claimed.claim.canon)) return refuse('username_taken');

    const token = newToken();
    const at = this.#clock.now();
    const id = await this.#store.addGuest({
      name: claimed.claim,
      keepsName: request.features !== undefined,
      tokenHash: hashToken(token),
      device: request.device ?? '',
      at,
      expiresAt: at + this.#settings.tokenLife,
    });
    if (id === 'taken') return refuse('username_taken');

    const person = new Person(id, request.username, claimed.claim.canon);
    this.#byId.set(id, person);
    this.#enter(person, claimed.claim, request.features !== undefined);
    return { person, token };
  }

  /** The same identity on another connection, without a password. */
  async resume(request: RequestOf<'ResumeRequest'>): Promise<Arrival | ErrorResponse> {
    const tokenHash = hashToken(request.token);
    const known = await this.#store.findToken(tokenHash, this.#clock.now());
    if (!known) return refuse('token_expired');
    const person = this.#byId.get(known.id) ?? this.#expect(known);
    return person
      .arrive(() => this.#comeBack(person, request, tokenHash))
      .finally(() => this.#letGoUnlessHere(person));
  }

  async #comeBack(
    person: Person,
    { token, username, features, device }: RequestOf<'ResumeRequest'>,
    tokenHash: string,
  ): Promise<Arrival | ErrorResponse> {
    // A name change under live connections would be news to them, so it waits until they are gone.
    const claimed = claimUsername(person.isOnline ? person.name : (username ?? person.name));
    if ('problem' in claimed) return refuse('bad_username', claimed.problem);
    const keepsName = features !== undefined;
    const groups = await this.#store.groupsOf(person.id);
    const outcome = await this.#store.resume({
      person: person.id,
      name: claimed.claim,
      keepsName: person.keepsName || keepsName,
      tokenHash,
      ...(device !== undefined && { device }),
      expiresAt: this.#clock.now() + this.#settings.tokenLife,
    });
    if (outcome === 'taken') return refuse('username_taken');
    for (const group of groups) person.enterGroup(canonical(group.name), group);
    this.#enter(person, claimed.claim, keepsName);
    return { person, token };
  }

  /** One of the person's connections has ended. */
  leave(person: Person): void {
    person.connections--;
    if (person.isOnline) return;
    this.online.remove(person);
    this.available.remove(person);
    if (person.keepsName) this.#hold(person);
    this.#letGoUnlessHere(person);
  }

  /** Ends the names whose time is over, and releases what the storage refused to release before. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [person, until] of this.#held) {
      if (until > now) break;
      this.#held.delete(person);
      this.#letGoUnlessHere(person);
    }
    // Whoever is back has the name again, or will give it up another time.
    const gone = [...this.#unreleased].filter((id) => !this.#byId.has(id));
    for (const id of gone) this.#unreleased.delete(id);
    if (gone.length > 0) this.#release(gone);
  }

  /** Known from now on, so that connections of one person that come at once find one another. */
  #expect({ id, name }: PersonName): Person {
    const person = new Person(id, name, canonical(name));
    this.#byId.set(id, person);
    return person;
  }

  #enter(person: Person, { name, canon }: NameClaim, keepsName: boolean): void {
    if (person.canon !== canon && this.#byCanon.get(person.canon) === person) {
      this.#byCanon.delete(person.canon);
    }
    person.name = name;
    person.canon = canon;
    person.keepsName ||= keepsName;
    person.connections++;
    this.#byCanon.set(canon, person);
    this.#held.delete(person);
    this.#unreleased.delete(person.id);
    if (person.connections > 1) return;
    this.online.add(person);
    this.available.add(person);
  }

  #hold(person: Person): void {
    this.#held.set(person, this.#clock.now() + this.#settings.hold);
  }

  #letGoUnlessHere(person: Person): void {
    if (person.isOnline || person.arriving > 0 || this.#held.has(person)) return;
    this.#byId.delete(person.id);
    if (this.#byCanon.get(person.canon) !== person) return;
    this.#byCanon.delete(person.canon);
    this.#release([person.id]);
  }

  #release(people: PersonId[]): void {
    this.#store.releaseNames(people).catch((error) => {
      for (const id of people) this.#unreleased.add(id);
      if (!(error instanceof StorageUnavailable)) this.#settings.onFault(error);
    });
  }
}
