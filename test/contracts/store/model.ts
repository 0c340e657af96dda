import type { NameClaim } from '../../../server/src/ports/store.ts';
import { claim } from './guests.ts';

/** What may be asked of a store. People and chats go by the order in which they came into being. */
export type Operation =
  | { do: 'enter'; name: NameClaim; keepsName: boolean }
  | { do: 'account'; name: NameClaim }
  | { do: 'arrive'; subject: string; name: NameClaim }
  | { do: 'resume'; person: number; name: NameClaim; keepsName: boolean }
  | { do: 'release'; people: readonly number[] }
  | { do: 'group'; name: NameClaim; members: readonly number[] }
  | { do: 'direct'; one: number; other: number }
  | { do: 'say'; sender: number; to: Place; key?: string; digest: string };

export type Place = { chat: number } | { person: number };

/** `new` is somebody, or a chat, that was not there before. */
export type Result =
  | 'taken'
  | 'gone'
  | 'done'
  | { new: number }
  | { person: number; name: string; evicted?: number; renamed?: Renamed }
  | { chat: number; created: boolean }
  | { chat: number; seq: number; digest?: string };

interface Renamed {
  readonly chat: number;
  readonly seq: number;
  readonly name: string;
}

interface Person {
  name: string;
  keepsName: boolean;
  claim: NameClaim | undefined;
  /** What lets somebody in who is no guest. */
  account?: { readonly subject?: string; readonly login: string };
  readonly groups: number[];
}

/** What somebody from the directory may be called: nobody else asks for the second one. */
export function choices({ name }: NameClaim, subject: string): NameClaim[] {
  return [claim(name), claim(`${name} ${subject}`)];
}

/** What a group that is in the way may be called: both are soon taken. */
export function groupChoices({ name }: NameClaim): NameClaim[] {
  return [claim(`${name} (group)`), claim('bob')];
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
      case 'account': {
        const { name: claim } = operation;
        if (this.#isTaken(claim)) return 'taken';
        const account = { login: claim.name };
        this.people.push({ name: claim.name, keepsName: false, claim, account, groups: [] });
        return { new: this.people.length - 1 };
      }
      case 'arrive':
        return this.#arrive(operation);
      case 'resume': {
        const { name: claim, keepsName } = operation;
        const person = this.#person(operation.person);
        if (person.account) return 'done';
        if (this.#isTaken(claim, person)) return 'taken';
        Object.assign(person, { name: claim.name, keepsName, claim });
        return 'done';
      }
      case 'release':
        for (const person of operation.people.map((number) => this.#person(number))) {
          if (!person.account) Object.assign(person, { keepsName: false, claim: undefined });
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

  #arrive({ subject, name }: Operation & { do: 'arrive' }): Result {
    const known = this.people.find(({ account }) => account?.subject === subject);
    const person: Person = known ?? { name: '', keepsName: false, claim: undefined, groups: [] };
    if (!known) this.people.push(person);
    const number = this.people.indexOf(person);
    if (person.account?.login === name.name) return { person: number, name: person.name };
    person.account = { subject, login: name.name };
    for (const choice of choices(name, subject)) {
      const made = this.#makeRoom(choice, person, name);
      if (!made) continue;
      Object.assign(person, { name: choice.name, claim: choice });
      return { person: number, name: choice.name, ...made };
    }
    throw new Error(`nothing that ${name.name} may be called is to be had`);
  }

  /** What it takes to give the name to the person; `undefined`: it cannot be had. */
  #makeRoom(wanted: NameClaim, person: Person, name: NameClaim) {
    const chat = this.chats.find(({ claim }) => claim?.canon === wanted.canon);
    if (chat) {
      const free = groupChoices(name).find((choice) => !this.#isTaken(choice));
      if (!free) return undefined;
      chat.claim = free;
      const renamed = { chat: this.chats.indexOf(chat), seq: ++chat.seq, name: free.name };
      return { renamed };
    }
    const holder = this.people.find(({ claim }) => claim?.canon === wanted.canon);
    if (!holder || holder === person) return {};
    if (holder.account) return undefined;
    Object.assign(holder, { keepsName: false, claim: undefined });
    return { evicted: this.people.indexOf(holder) };
  }

  #say({ sender, to, key, digest }: Operation & { do: 'say' }): Result {
    const earlier = key === undefined ? undefined : this.keys.get(`${sender} ${key}`);
    if (earlier) return earlier;
    const chat = 'chat' in to ? to.chat : this.#direct(sender, to.person).chat;
    const log = this.chats[chat];
    if (!log) throw new Error(`there is no chat ${chat}`);
    const isIn = log.pair?.split(' ').includes(`${sender}`);
    if (!(isIn ?? this.#person(sender).groups.includes(chat))) return 'gone';
    log.seq++;
    if (key !== undefined) this.keys.set(`${sender} ${key}`, { chat, seq: log.seq, digest });
    return { chat, seq: log.seq };
  }

  /** The conversations of two that somebody is in, with whom, and what they are called now. */
  directsOf(person: number): (readonly [chat: number, peer: number, name: string])[] {
    return this.chats.flatMap(({ pair }, chat) => {
      const two = pair?.split(' ').map(Number) ?? [];
      const peer = two.find((one) => one !== person);
      if (!two.includes(person) || peer === undefined) return [];
      return [[chat, peer, this.#person(peer).name] as const];
    });
  }

  #direct(one: number, other: number): { chat: number; created: boolean } {
    const pair = [one, other].sort((a, b) => a - b).join(' ');
    const found = this.chats.findIndex((chat) => chat.pair === pair);
    if (found >= 0) return { chat: found, created: false };
    return { chat: this.chats.push({ seq: 0, pair }) - 1, created: true };
  }

  /** A look that is one's own already is in nobody's way. */
  #isTaken(wanted: NameClaim, self?: Person): boolean {
    const looks = wanted.looks.filter((look) => !self?.claim?.looks.includes(look));
    return [...this.people, ...this.chats].some(
      (holder) =>
        holder !== self &&
        holder.claim !== undefined &&
        (holder.claim.canon === wanted.canon ||
          holder.claim.looks.some((look) => looks.includes(look))),
    );
  }

  #person(number: number): Person {
    const person = this.people[number];
    if (!person) throw new Error(`there is no person ${number}`);
    return person;
  }
}
