import type { Account, Chat, ChatId, PersonId, PersonName } from '../ports/store.ts';

/** Somebody who is online, or whose name is kept while they are away for a moment. */
export class Person implements PersonName {
  readonly id: PersonId;
  name: string;
  canon: string;
  /** Guests have none. */
  account: Account | undefined;
  /** Registered connections, on this node. */
  connections = 0;
  /** Resumes of this person that are being decided: while there are any, the person is not let go. */
  arriving = 0;
  /** Whether one of the connections since the person came asked for features: then the name is kept. */
  keepsName = false;
  lastPartner: PersonId | undefined;
  // Made when needed: most people are in no group, and ten thousand empty maps are not free.
  #groups: Map<string, Chat> | undefined;
  #directs: Map<PersonId, ChatId> | undefined;

  /** Settles when the resumes that are being decided have been. */
  #decided: Promise<unknown> = Promise.resolve();

  constructor(id: PersonId, name: string, canon: string) {
    this.id = id;
    this.name = name;
    this.canon = canon;
  }

  /** Decides one resume after another: each of them may change the name, and the next one builds on it. */
  async arrive<T>(decide: () => Promise<T>): Promise<T> {
    this.arriving++;
    const decided = this.#decided.then(decide, decide);
    this.#decided = decided;
    return decided.finally(() => {
      this.arriving--;
    });
  }

  /** As the name is now: a later change does not reach what was said before. */
  get label(): PersonName {
    return { id: this.id, name: this.name };
  }

  get isOnline(): boolean {
    return this.connections > 0;
  }

  get groups(): Iterable<Chat> {
    return this.#groups?.values() ?? [];
  }

  groupNamed(canon: string): Chat | undefined {
    return this.#groups?.get(canon);
  }

  enterGroup(canon: string, chat: Chat): void {
    this.#groups ??= new Map();
    this.#groups.set(canon, chat);
  }

  leaveGroup({ id }: Pick<Chat, 'id'>): void {
    for (const [canon, chat] of this.#groups ?? []) {
      if (chat.id === id) this.#groups?.delete(canon);
    }
  }

  isInGroup({ id }: Pick<Chat, 'id'>): boolean {
    for (const chat of this.groups) if (chat.id === id) return true;
    return false;
  }

  directWith(other: PersonId): ChatId | undefined {
    return this.#directs?.get(other);
  }

  rememberDirect(other: PersonId, chat: ChatId): void {
    this.#directs ??= new Map();
    this.#directs.set(other, chat);
  }
}

/** Who asks, and through which connection: that one gets the answer and no push. */
export interface Actor {
  readonly person: Person;
  readonly connection: number;
  /** What the connection came in by: the hash of its device's token. */
  readonly token: string;
  readonly address: string;
}
