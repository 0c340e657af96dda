import { canonical } from '@chateau/protocol';
import type { Account } from '../ports/accounts.ts';
import type { Chat, ChatId, PersonId, PersonName } from '../ports/store.ts';

/** A conversation of two, with whom it is. */
interface Direct {
  readonly chat: ChatId;
  readonly peer: PersonName;
}

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
  /** Whether they want to be picked for strangers; `undefined`: they never said. */
  available: boolean | undefined;
  // Made when needed: most people are in no group, and ten thousand empty maps are not free.
  #groups: Map<string, Chat> | undefined;
  #directs: Map<PersonId, Direct> | undefined;
  #peers: Map<ChatId, PersonName> | undefined;
  #blocked: Set<PersonId> | undefined;
  /** The signs of typing that were passed on lately, the oldest first. */
  #typing: Map<ChatId, { on: boolean; at: number }> | undefined;

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

  groupWithId(chat: ChatId): Chat | undefined {
    for (const group of this.groups) if (group.id === chat) return group;
    return undefined;
  }

  enterGroup(chat: Chat): void {
    this.#groups ??= new Map();
    this.#groups.set(canonical(chat.name), chat);
  }

  leaveGroup(chat: ChatId): void {
    const group = this.groupWithId(chat);
    if (group) this.#groups?.delete(canonical(group.name));
  }

  /** Where they are in it. */
  renameGroup(chat: Chat): void {
    if (!this.groupWithId(chat.id)) return;
    this.leaveGroup(chat.id);
    this.enterGroup(chat);
  }

  /** Conversations of two that are known to be theirs. */
  directs(): Iterable<ChatId> {
    return this.#peers?.keys() ?? [];
  }

  directWith(other: PersonId): ChatId | undefined {
    return this.#directs?.get(other)?.chat;
  }

  peerIn(chat: ChatId): PersonName | undefined {
    return this.#peers?.get(chat);
  }

  rememberDirect(peer: PersonName, chat: ChatId): void {
    const known = this.#directs?.get(peer.id);
    // Said again with every message, and hardly ever news.
    if (known?.chat === chat && known.peer.name === peer.name) return;
    this.#directs ??= new Map();
    this.#directs.set(peer.id, { chat, peer });
    this.#peers ??= new Map();
    this.#peers.set(chat, peer);
  }

  meet(other: Person): void {
    this.lastPartner = other.id;
    other.lastPartner = this.id;
  }

  /** Whether a sign of typing is news; then it is remembered. In any time of that length there are two: it begins, it ends. */
  mayShowTyping(chat: ChatId, on: boolean, at: number, every: number): boolean {
    this.#typing ??= new Map();
    for (const [old, last] of this.#typing) {
      // A clock that was put back has shown nothing yet.
      if (at >= last.at && at - last.at < every) break;
      this.#typing.delete(old);
    }
    const last = this.#typing.get(chat);
    if (last && (on || !last.on)) return false;
    this.#typing.set(chat, { on, at: last?.at ?? at });
    return true;
  }

  /** Whether a block stands between the two, whoever made it. */
  isKeptFrom(other: PersonId): boolean {
    return this.#blocked?.has(other) ?? false;
  }

  keepFrom(other: PersonId, on = true): void {
    if (!on) this.#blocked?.delete(other);
    else {
      this.#blocked ??= new Set();
      this.#blocked.add(other);
    }
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
