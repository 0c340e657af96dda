import type { NameClaim } from '../../../server/src/ports/store.ts';

/** What may be asked of a store. People and chats go by the order in which they came into being. */
export type Operation =
  | { do: 'enter'; name: NameClaim; keepsName: boolean }
  | { do: 'resume'; person: number; name: NameClaim; keepsName: boolean }
  | { do: 'release'; people: readonly number[] }
  | { do: 'group'; name: NameClaim; members: readonly number[] }
  | { do: 'direct'; one: number; other: number }
  | { do: 'say'; sender: number; to: Place; key?: string; digest: string };

export type Place = { chat: number } | { person: number };

/** `new` is somebody, or a chat, that was not there before. */
export type Result =
  | 'taken'
  | 'done'
  | { new: number }
  | { chat: number; created: boolean }
  | { chat: number; seq: number; digest?: string };

interface Person {
  name: string;
  keepsName: boolean;
  claim: NameClaim | undefined;
  readonly groups: number[];
}

/** The store as one would explain it: nothing is fast, nothing waits, nothing lasts. */
export class Model {
  readonly people: Person[] = [];
  readonly chats: { seq: number; claim?: NameClaim; pair?: string }[] = [];
  readonly keys = new Map<string, { chat: number; seq: number; digest: string }>();

  perform(operation: Operation): Result {
    switch (operation.do) {
      case 'enter': {
        const { name: claim, keepsName } = operation;
        if (this.#isTaken(claim)) return 'taken';
        this.people.push({ name: claim.name, keepsName, claim, groups: [] });
        return { new: this.people.length - 1 };
      }
      case 'resume': {
        const { name: claim, keepsName } = operation;
        const person = this.#person(operation.person);
        if (this.#isTaken(claim, person)) return 'taken';
        Object.assign(person, { name: claim.name, keepsName, claim });
        return 'done';
      }
      case 'release':
        for (const number of operation.people) {
          Object.assign(this.#person(number), { keepsName: false, claim: undefined });
        }
        return 'done';
      case 'group': {
        const { name: claim, members } = operation;
        if (this.#isTaken(claim)) return 'taken';
        const chat = this.chats.push({ seq: 0, claim }) - 1;
        for (const member of members) this.#person(member).groups.push(chat);
        return { new: chat };
      }
      case 'direct':
        return this.#direct(operation.one, operation.other);
      case 'say':
        return this.#say(operation);
    }
  }

  #say({ sender, to, key, digest }: Operation & { do: 'say' }): Result {
    const earlier = key === undefined ? undefined : this.keys.get(`${sender} ${key}`);
    if (earlier) return earlier;
    const chat = 'chat' in to ? to.chat : this.#direct(sender, to.person).chat;
    const log = this.chats[chat];
    if (!log) throw new Error(`there is no chat ${chat}`);
    log.seq++;
    if (key !== undefined) this.keys.set(`${sender} ${key}`, { chat, seq: log.seq, digest });
    return { chat, seq: log.seq };
  }

  #direct(one: number, other: number): { chat: number; created: boolean } {
    const pair = [one, other].sort((a, b) => a - b).join(' ');
    const found = this.chats.findIndex((chat) => chat.pair === pair);
    if (found >= 0) return { chat: found, created: false };
    return { chat: this.chats.push({ seq: 0, pair }) - 1, created: true };
  }

  #isTaken(claim: NameClaim, self?: Person): boolean {
    return [...this.people, ...this.chats].some(
      (holder) =>
        holder !== self &&
        holder.claim !== undefined &&
        (holder.claim.canon === claim.canon ||
          holder.claim.looks.some((look) => claim.looks.includes(look))),
    );
  }

  #person(number: number): Person {
    const person = this.people[number];
    if (!person) throw new Error(`there is no person ${number}`);
    return person;
  }
}
