import { canonical } from '@chateau/protocol';
import type { Event } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import {
  type Chat,
  type Holder,
  type PersonId,
  StorageUnavailable,
  type Store,
} from '../ports/store.ts';
import { Person } from './person.ts';
import { Pool } from './pool.ts';
import { Roster } from './roster.ts';

export interface PeopleSettings {
  /** Milliseconds for which a guest's name is kept after the last connection. */
  readonly hold: number;
  /** A whole number below the argument, each equally likely. */
  readonly random: (below: number) => number;
  /** Told of what went wrong where nobody waits for an answer. */
  readonly onFault: (error: unknown) => void;
}

/** Somebody who has come in, and the token to come back with. */
export interface Arrival {
  readonly person: Person;
  readonly token: string;
  readonly tokenHash: string;
}

/** How somebody is here from now on. */
export interface Entrance {
  readonly name: string;
  readonly groups: readonly Chat[];
  /** Whether the connection's client names features: it understands what classic ones do not. */
  readonly hasFeatures: boolean;
}

/** Who is here: entering, leaving, and the names that are kept for guests in between. */
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
    for (const kept of await this.#store.keptGuests()) {
      const person = this.#expect(kept);
      person.keepsName = true;
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

  /**
   * Lets `decide` decide about somebody who is on the way in, one connection of theirs after another. Who
   * has not entered by then, and is not here otherwise, is forgotten again.
   */
  async arrive<T>(known: Holder, decide: (person: Person) => Promise<T>): Promise<T> {
    const person = this.#byId.get(known.id) ?? this.#expect(known);
    person.account = known.account;
    return person.arrive(() => decide(person)).finally(() => this.#letGoUnlessHere(person));
  }

  /** One more connection of the person. To be called only once the store has agreed to the name. */
  enter(person: Person, { name, groups, hasFeatures }: Entrance): void {
    this.#rename(person, name);
    for (const group of groups) person.enterGroup(canonical(group.name), group);
    person.keepsName ||= hasFeatures && !person.account;
    person.connections++;
    this.#held.delete(person);
    this.#unreleased.delete(person.id);
    if (person.connections === 1) this.online.add(person);
    // Accounts whose client has a way to say so are asked first.
    if (!person.account || !hasFeatures) this.available.add(person);
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

  /** The guest's name has become somebody else's, who may enter at once. */
  evict(id: PersonId): void {
    const person = this.#byId.get(id);
    if (!person) return;
    person.keepsName = false;
    this.#held.delete(person);
    this.online.remove(person);
    this.available.remove(person);
    if (this.#byCanon.get(person.canon) === person) this.#byCanon.delete(person.canon);
    this.#letGoUnlessHere(person);
  }

  /** What has happened to people who may be here. */
  hear(event: Event): void {
    switch (event.kind) {
      case 'ended':
        if (event.reason === 'name_claimed') this.evict(event.person);
        break;
      case 'renamed':
        for (const person of this.#byId.values()) {
          if (!person.isInGroup(event.entry.chat)) continue;
          person.leaveGroup(event.entry.chat);
          person.enterGroup(canonical(event.entry.chat.name), event.entry.chat);
        }
        break;
      case 'joined': {
        const { chat } = event.entry;
        this.#byId.get(event.person.id)?.enterGroup(canonical(chat.name), chat);
        break;
      }
      case 'left':
        this.#byId.get(event.person.id)?.leaveGroup(event.entry.chat);
        break;
      default:
    }
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
  #expect({ id, name }: Holder): Person {
    const person = new Person(id, name, canonical(name));
    this.#byId.set(id, person);
    return person;
  }

  #rename(person: Person, name: string): void {
    const canon = canonical(name);
    if (person.canon !== canon) {
      if (person.isOnline) this.online.remove(person);
      if (this.#byCanon.get(person.canon) === person) this.#byCanon.delete(person.canon);
      person.canon = canon;
      if (person.isOnline) this.online.add(person);
    }
    person.name = name;
    this.#byCanon.set(canon, person);
  }

  #hold(person: Person): void {
    this.#held.set(person, this.#clock.now() + this.#settings.hold);
  }

  #letGoUnlessHere(person: Person): void {
    if (person.isOnline || person.arriving > 0 || this.#held.has(person)) return;
    this.#byId.delete(person.id);
    if (this.#byCanon.get(person.canon) !== person) return;
    this.#byCanon.delete(person.canon);
    // The name of an account stays its own.
    if (!person.account) this.#release([person.id]);
  }

  #release(people: PersonId[]): void {
    this.#store.releaseNames(people).catch((error) => {
      for (const id of people) this.#unreleased.add(id);
      if (!(error instanceof StorageUnavailable)) this.#settings.onFault(error);
    });
  }
}
