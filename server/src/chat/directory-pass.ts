import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import { type Directory, type DirectoryPerson, DirectoryUnavailable } from '../ports/directory.ts';
import { type NameClaim, type PersonId, StorageUnavailable, type Store } from '../ports/store.ts';
import type { Devices } from './devices.ts';
import { claimChatname } from './names.ts';
import type { People } from './people.ts';

export interface DirectoryPassSettings {
  /** The groups that the directory fills: what each is called when it is made, and the key of it. */
  readonly chats: readonly { readonly key: string; readonly name: string }[];
  /** A sentence for the operator; `undefined`: the trouble is over. */
  readonly onTrouble: (reason: string | undefined) => void;
  readonly onFault: (error: unknown) => void;
}

/** People of one question to the directory, and of one page of the store. */
const PAGE = 500;

/**
 * Keeps who is known here in step with the directory: whoever has left it is logged out everywhere, and roles
 * and chats follow its groups. What it does not answer for changes nothing.
 */
export class DirectoryPass {
  readonly #store: Store;
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #people: People;
  readonly #devices: Devices;
  readonly #directory: Directory;
  readonly #settings: DirectoryPassSettings;
  #isRunning = false;

  constructor(
    store: Store,
    bus: Bus,
    clock: Clock,
    { people, devices }: { people: People; devices: Devices },
    directory: Directory,
    settings: DirectoryPassSettings,
  ) {
    this.#store = store;
    this.#bus = bus;
    this.#clock = clock;
    this.#people = people;
    this.#devices = devices;
    this.#directory = directory;
    this.#settings = settings;
  }

  /** The groups that the directory fills are there before anybody is. */
  async open(): Promise<void> {
    for (const { key, name } of this.#settings.chats) {
      await this.#store.openDirectoryChat(key, numbered(name), this.#clock.now());
    }
  }

  /** One pass, unless one is under way. Never rejects. */
  async run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      await this.#everybody();
      this.#settings.onTrouble(undefined);
    } catch (error) {
      if (error instanceof DirectoryUnavailable) this.#settings.onTrouble(error.message);
      else if (!(error instanceof StorageUnavailable)) this.#settings.onFault(error);
    } finally {
      this.#isRunning = false;
    }
  }

  async #everybody(): Promise<void> {
    let after: PersonId | undefined;
    for (;;) {
      const known = await this.#store.directoryAccounts(after, PAGE);
      if (known.length === 0) return;
      const found = await this.#directory.look(known.map(({ subject }) => subject));
      for (const { id, subject, ...before } of known) {
        const now = found.get(subject);
        if (!now || now.isDisabled) await this.#shut(id);
        else await this.#follow(id, before, now);
      }
      after = known.at(-1)?.id;
    }
  }

  async #shut(id: PersonId): Promise<void> {
    this.#devices.announce(await this.#store.disable(id, 'directory', this.#clock.now()));
  }

  async #follow(
    id: PersonId,
    before: { role: string; displayName: string },
    { role, displayName, chats, login }: DirectoryPerson,
  ): Promise<void> {
    const person = this.#people.withId(id);
    if (role !== before.role || displayName !== before.displayName) {
      await this.#store.describeAccount(id, { role, displayName });
      if (person) person.account = { source: 'directory', role, displayName };
    }
    if (this.#settings.chats.length === 0) return;
    const at = this.#clock.now();
    const steps = await this.#store.placeInDirectoryChats(id, chats, at);
    const sender = person?.label ?? { id, name: login };
    for (const step of steps) {
      this.#bus.publish({ kind: 'stepped', step, sender, origin: undefined });
    }
  }
}

/** The name, then "name 2", "name 3" …: the first that is free is the chat's. */
function numbered(name: string): NameClaim[] {
  const names = [name, ...Array.from({ length: 98 }, (_, at) => `${name} ${at + 2}`)];
  return names.map(claimChatname).flatMap((claimed) => ('claim' in claimed ? [claimed.claim] : []));
}
