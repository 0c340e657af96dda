import type { Appended } from '../../../server/src/ports/logs.ts';
import type { ChatId, Earlier, PersonId, Store } from '../../../server/src/ports/store.ts';
import { account } from './accounts.ts';
import { arrival } from './directory.ts';
import { EXPIRY, guest, token } from './guests.ts';
import { paired } from './logs.ts';
import { choices, groupChoices, type Model, type Operation, type Result } from './model.ts';

interface Known {
  readonly id: PersonId;
  readonly tokenHash: string;
  readonly isGuest: boolean;
}

/**
 * A store that is asked in the words of the model: an id is the order in which it was first seen.
 */
export class Pupil {
  readonly #store: Store;
  readonly #people: Known[] = [];
  readonly #chats: ChatId[] = [];
  #tokens = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** All at once, without waiting in between. */
  async perform(operations: readonly Operation[]): Promise<Result[]> {
    const calls = operations.map((operation) => this.#call(operation));
    const results = await Promise.all(calls);
    return results.map((name) => name());
  }

  /** What the reads say of everybody and everything that the model knows. */
  async look(model: Model) {
    return {
      people: await Promise.all(this.#people.map(({ tokenHash }) => this.#lookAt(tokenHash))),
      kept: (await this.#store.keptGuests()).map(({ id }) => this.#numberOf(id)).sort(ascending),
      keys: await Promise.all([...model.keys.keys()].map((key) => this.#lookUp(key))),
    };
  }

  async #lookAt(tokenHash: string) {
    const known = await this.#store.findToken(tokenHash, 1);
    if (!known) return undefined;
    const { holder, belongings } = known;
    const { groups, directs } = belongings;
    return {
      number: this.#numberOf(holder.id),
      name: holder.name,
      isGuest: holder.account === undefined,
      groups: groups.map(({ id }) => this.#chat(id)).sort(ascending),
      directs: directs
        .map(({ chat, peer }) => [this.#chat(chat), this.#numberOf(peer.id), peer.name] as const)
        .sort(([one], [other]) => ascending(one, other)),
    };
  }

  async #lookUp(key: string) {
    const [sender = '', word = ''] = key.split(' ');
    const found = await this.#store.findKeyed(this.#id(Number(sender)), word);
    return found && this.#earlier(found);
  }

  /**
   * The answer is put into the model's words only when all are there, so that ids are seen in
   * order.
   */
  async #call(operation: Operation): Promise<() => Result> {
    const store = this.#store;
    switch (operation.do) {
      case 'enter': {
        const tokenHash = `token ${this.#tokens++}`;
        const { name, keepsName } = operation;
        const id = await store.addGuest(guest(name, { keepsName, tokenHash }));
        if (id === 'taken') return () => 'taken';
        return () => ({ new: this.#people.push({ id, tokenHash, isGuest: true }) - 1 });
      }
      case 'account': {
        const tokenHash = `token ${this.#tokens++}`;
        const id = await store.addAccount(account(operation.name, { token: token(tokenHash) }));
        if (id === 'taken') return () => 'taken';
        return () => ({ new: this.#people.push({ id, tokenHash, isGuest: false }) - 1 });
      }
      case 'arrive':
        return this.#arrive(operation);
      case 'resume': {
        const { name, keepsName } = operation;
        const { id = '', tokenHash = '', isGuest } = this.#people[operation.person] ?? {};
        const back = { person: id, keepsName, tokenHash, at: 1, expiresAt: EXPIRY };
        const outcome = await store.resume({ ...back, ...(isGuest && { name }) });
        return () => (outcome === 'resumed' ? 'done' : 'taken');
      }
      case 'release':
        await store.releaseNames(operation.people.map((number) => this.#id(number)));
        return () => 'done';
      case 'group': {
        const members = operation.members.map((number) => this.#id(number));
        const id = await store.addGroup({ name: operation.name, members, at: 1 });
        return () => (id === 'taken' ? 'taken' : { new: this.#chat(id as ChatId) });
      }
      case 'direct': {
        const { one, other } = operation;
        const { chat, created } = await paired(store, this.#id(one), this.#id(other));
        return () => ({ chat: this.#chat(chat), created });
      }
      case 'say':
        return this.#say(operation);
    }
  }

  async #arrive({ subject, name }: Operation & { do: 'arrive' }): Promise<() => Result> {
    const tokenHash = `token ${this.#tokens++}`;
    const [names, groupNames] = [choices(name, subject), groupChoices(name)];
    const more = { subject, names, groupNames, token: token(tokenHash) };
    const entered = await this.#store.enterFromDirectory(arrival(name.name, more));
    if (entered === 'disabled') throw new Error('nobody has shut the account');
    const { id, evicted, renamed } = entered;
    return () => {
      if (this.#numberOf(id) < 0) this.#people.push({ id, tokenHash, isGuest: false });
      return {
        person: this.#numberOf(id),
        name: entered.name,
        ...(evicted !== undefined && { evicted: this.#numberOf(evicted) }),
        ...(renamed && {
          renamed: {
            chat: this.#chat(renamed.chat),
            seq: renamed.seq,
            name: renamed.name,
          },
        }),
      };
    };
  }

  async #say({ sender, to, key, digest }: Operation & { do: 'say' }): Promise<() => Result> {
    const message = {
      to: 'chat' in to ? { chat: this.#chats[to.chat] ?? '' } : { direct: this.#id(to.person) },
      sender: this.#id(sender),
      content: 'hello',
      at: 1,
    };
    const keyed = key === undefined ? {} : { keyed: { key, digest, answer: {} } };
    const stored = await this.#store.append({ ...message, ...keyed });
    if (typeof stored === 'string') return () => stored as Result;
    if ('digest' in stored) return () => this.#earlier(stored);
    return () => ({ chat: this.#chat(stored.chat), seq: stored.seq });
  }

  #earlier({ digest, answer }: Earlier) {
    const { chat, seq } = answer as Appended;
    return { chat: this.#chat(chat), seq, digest };
  }

  #id(person: number): PersonId {
    return this.#people[person]?.id ?? '';
  }

  #numberOf(id: PersonId): number {
    return this.#people.findIndex((person) => person.id === id);
  }

  #chat(id: ChatId): number {
    const seen = this.#chats.indexOf(id);
    return seen >= 0 ? seen : this.#chats.push(id) - 1;
  }
}

const ascending = (one: number, other: number): number => one - other;
