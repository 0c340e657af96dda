import { canonical, type ErrorResponse, type RequestOf, refuse } from '@chateau/protocol';
import type { DirectoryEntered } from '../ports/accounts.ts';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Directory, DirectoryPerson, Visit } from '../ports/directory.ts';
import type { Store } from '../ports/store.ts';
import type { Attempts } from './attempts.ts';
import { groupNamesBeside, namesFromDirectory } from './directory-names.ts';
import type { Arrival, People } from './people.ts';
import { issueToken } from './tokens.ts';

export interface DirectoryLoginSettings {
  /** Milliseconds for which a token is good after its last use. */
  readonly tokenLife: number;
}

type LoginRequest = RequestOf<'RegisterRequest'> & { password: string };

/** Logins that the organisation's directory decides about. It is asked each time, and nothing it says is kept to decide the next. */
export class DirectoryLogins {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #directory: Directory;
  readonly #attempts: Attempts;
  readonly #settings: DirectoryLoginSettings;

  constructor(
    store: Store,
    bus: Bus,
    clock: Clock,
    people: People,
    { directory, attempts }: { directory: Directory; attempts: Attempts },
    settings: DirectoryLoginSettings,
  ) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#directory = directory;
    this.#attempts = attempts;
    this.#settings = settings;
  }

  async login(request: LoginRequest, address: string): Promise<Arrival | ErrorResponse> {
    const { username, password } = request;
    let person: DirectoryPerson | undefined;
    // Counted by what was typed and, once it is known, by the entry: an entry that answers to several logins
    // must not be tried more often than its directory bears.
    const typed = `login ${canonical(username).trim()}`;
    const tried = await this.#attempts.guard(typed, address, () =>
      this.#directory.visit(username, (visit) =>
        this.#tries(visit, async () => {
          person = await visit.accepts(password);
          return person !== undefined;
        }),
      ),
    );
    if (tried !== true) return tried;
    return person ? this.#admit(person, request) : refuse('authentication_failed');
  }

  async #tries(
    { subject }: Visit,
    check: () => Promise<boolean>,
  ): Promise<boolean | ErrorResponse> {
    if (subject === undefined) return check();
    const tried = await this.#attempts.guard(`entry ${subject}`, undefined, check);
    return tried !== true && tried.code === 'authentication_failed' ? false : tried;
  }

  async #admit(
    { subject, login, displayName, role, chats }: DirectoryPerson,
    { features, device }: LoginRequest,
  ): Promise<Arrival | ErrorResponse> {
    const at = this.#clock.now();
    const { token, stored } = issueToken(device, at, this.#settings.tokenLife);
    const entered = await this.#store.enterFromDirectory({
      subject,
      login,
      displayName,
      role,
      names: namesFromDirectory(login),
      groupNames: groupNamesBeside(login),
      token: stored,
    });
    if (entered === 'disabled') return refuse('authentication_failed');
    this.#announce(entered);
    return this.#people.arrive(entered, async (person) => {
      const since = this.#people.heard;
      const belongings = await this.#store.belongings(entered.id);
      // Last of all, so that what it did is said before what comes after it in the logs.
      const steps = await this.#store.placeInDirectoryChats(entered.id, chats, at);
      const hasFeatures = features !== undefined;
      this.#people.enter(person, { name: entered.name, belongings, since, hasFeatures });
      const sender = person.label;
      for (const step of steps) {
        this.#bus.publish({ kind: 'stepped', step, sender, origin: undefined });
      }
      return { person, token, tokenHash: stored.hash };
    });
  }

  /** Whoever had the name that the directory gives to somebody has lost it, before that person enters. */
  #announce({ id, name, evicted, renamed }: DirectoryEntered): void {
    if (evicted !== undefined) {
      this.#people.evict(evicted);
      this.#bus.publish({ kind: 'ended', person: evicted, reason: 'name_claimed' });
    }
    if (!renamed) return;
    const sender = { id, name };
    this.#bus.publish({ kind: 'stepped', step: renamed, sender, origin: undefined });
  }
}
