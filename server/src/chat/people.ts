import { canonical } from '@chateau/protocol';
import type { Holder } from '../ports/accounts.ts';
import type { Bus, Event } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Stepped } from '../ports/groups.ts';
import type { Belongings } from '../ports/identities.ts';
import { type PersonId, StorageUnavailable, type Store } from '../ports/store.ts';
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
  readonly belongings: Belongings;
  /** `heard` before the belongings were looked up. */
  readonly since?: number;
  /** Whether the connection's client names features: it understands what classic ones do not. */
  readonly hasFeatures: boolean;
}

/** News that are remembered: more than there can be while somebody comes in. */
const REMEMBERED = 10_000;

/** What has happened to somebody, or to everybody in a group. */
interface News {
  readonly whose: PersonId | undefined;
  readonly tell: (person: Person) => void;
}

/** Of somebody who is new. */
export const NOTHING: Belongings = { groups: [], directs: [], blocked: [] };

/** Who is here: entering, leaving, and the names that are kept for guests in between. */
export class People {
  readonly online = new Roster();
  readonly available: Pool;
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #settings: PeopleSettings;
  readonly #byId = new Map<PersonId, Person>();
  readonly #byCanon = new Map<string, Person>();
  /** When each kept name ends. Every name is kept equally long, so the first one in ends first. */
  readonly #held = new Map<Person, number>();
  /** The latest last: what somebody on the way in has may have been looked up before. */
  readonly #news: News[] = [];
  /** How many news there were so far. */
  heard = 0;
  /** Whose names the storage has refused to release so far: `sweep` tries again. */
  readonly #unreleased = new Set<PersonId>();

  constructor(store: Store, bus: Bus, clock: Clock, settings: PeopleSettings) {
    this.#store = store;
    this.#bus = bus;
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
  enter(person: Person, { name, belongings, since, hasFeatures }: Entrance): void {
    const { groups, directs, blocked, available } = belongings;
    this.#rename(person, name);
    for (const group of groups) person.enterGroup(group);
    for (const { chat, peer } of directs) person.rememberDirect(peer, chat);
    for (const other of blocked) person.keepFrom(other);
    // What they have said here since is truer than what was looked up.
    if (!person.isOnline) person.available = available;
    for (const tell of this.#heardSince(since, person.id)) tell(person);
    person.keepsName ||= hasFeatures && !person.account;
    person.connections++;
    this.#held.delete(person);
    this.#unreleased.delete(person.id);
    // Accounts whose client has a way to say so are asked first.
    if (person.available ?? !(person.account && hasFeatures)) this.available.add(person);
    if (person.connections > 1) return;
    this.online.add(person);
    this.#say(person, true);
  }

  /** One of the person's connections has ended. */
  leave(person: Person): void {
    person.connections--;
    if (person.isOnline) return;
    this.online.remove(person);
    this.available.remove(person);
    this.#say(person, false);
    if (person.keepsName) this.#hold(person);
    this.#letGoUnlessHere(person);
  }

  setAvailable(person: Person, isAvailable: boolean): void {
    person.available = isAvailable;
    if (!isAvailable) this.available.remove(person);
    else if (person.isOnline) this.available.add(person);
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
      case 'group_opened':
        for (const { id } of event.members) this.#hear(id, (one) => one.enterGroup(event.chat));
        break;
      case 'stepped':
        this.#step(event.step);
        break;
      case 'blocked': {
        const { person, other, on } = event;
        this.#hear(person, (one) => one.keepFrom(other, on));
        this.#hear(other, (one) => one.keepFrom(person, on));
        break;
      }
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

  /** Those of a group know it, under the name that it has. */
  #step({ chat: id, name, change }: Stepped): void {
    const chat = { id, name };
    if ('joined' in change) {
      for (const { id: whose } of change.joined) this.#hear(whose, (one) => one.enterGroup(chat));
      for (const { id: whose } of change.left) this.#hear(whose, (one) => one.leaveGroup(id));
    } else if (change.name !== undefined) {
      this.#hear(undefined, (one) => one.renameGroup(chat));
    }
  }

  /** Told to whoever is here, and to whoever is on the way in when they have come. */
  #hear(whose: PersonId | undefined, tell: News['tell']): void {
    this.heard++;
    this.#news.push({ whose, tell });
    if (this.#news.length > 2 * REMEMBERED) this.#news.splice(0, REMEMBERED);
    if (whose === undefined) for (const person of this.#byId.values()) tell(person);
    else {
      const person = this.#byId.get(whose);
      if (person) tell(person);
    }
  }

  #heardSince(since: number | undefined, person: PersonId): News['tell'][] {
    const missed = since === undefined ? 0 : this.heard - since;
    const latest = missed === 0 ? [] : this.#news.slice(-missed);
    const theirs = latest.filter(({ whose }) => whose === undefined || whose === person);
    return theirs.map(({ tell }) => tell);
  }

  #say(person: Person, online: boolean): void {
    const chats = [...[...person.groups].map(({ id }) => id), ...person.directs()];
    this.#bus.publish({ kind: 'presence', person: person.label, online, chats });
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
