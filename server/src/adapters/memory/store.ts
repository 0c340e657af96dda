import { randomUUID } from 'node:crypto';
import {
  type Chat,
  type ChatId,
  type Earlier,
  type NameClaim,
  type NewMessage,
  type PersonId,
  StorageUnavailable,
  type Store,
} from '../../ports/store.ts';

interface Person {
  readonly id: PersonId;
  readonly groups: Chat[];
  name: string;
  keepsName: boolean;
}

export interface MemoryStore {
  readonly store: Store;
  /**
   * With a reason: writes whose turn comes from now on have no effect and reject with it, as on a
   * full disk. With `undefined`: they succeed again. Reads go on all the time.
   */
  refuse(reason: string | undefined): void;
}

/**
 * The store without a medium, for tests: nothing survives it. Calls take effect in a later turn of
 * the loop, in their order, so that code which works with it does not count on being served at
 * once.
 */
export function memoryStore(): MemoryStore {
  const people = new Map<PersonId, Person>();
  const tokens = new Map<string, { readonly person: Person; expiresAt: number }>();
  const names = memoryNames();
  const logs = memoryLogs();
  let refusal: string | undefined;
  let closed = false;

  function call<T>(effect: () => T): Promise<T> {
    return closed ? Promise.reject(new StorageUnavailable('the store is closed')) : later(effect);
  }

  function write<T>(effect: () => T): Promise<T> {
    return call(() => {
      if (refusal !== undefined) throw new StorageUnavailable(refusal);
      return effect();
    });
  }

  function known(id: PersonId): Person {
    const person = people.get(id);
    if (!person) throw new Error(`nobody has the id ${id}`);
    return person;
  }

  const store: Store = {
    epoch: randomUUID(),

    addGuest: ({ name: claim, keepsName, tokenHash, expiresAt }) =>
      write(() => {
        const id = `p${people.size + 1}`;
        if (!names.claim(claim, id)) return 'taken';
        const person = { id, groups: [], name: claim.name, keepsName };
        people.set(id, person);
        tokens.set(tokenHash, { person, expiresAt });
        return id;
      }),

    resume: ({ person, name: claim, keepsName, tokenHash, expiresAt }) =>
      write(() => {
        const resuming = known(person);
        if (!names.claim(claim, person)) return 'taken';
        Object.assign(resuming, { name: claim.name, keepsName });
        const token = tokens.get(tokenHash);
        if (token) token.expiresAt = expiresAt;
        return 'resumed';
      }),

    releaseNames: (ids) =>
      write(() => {
        for (const id of ids) {
          names.release(id);
          const person = people.get(id);
          if (person) person.keepsName = false;
        }
      }),

    addGroup: ({ name: claim, members }) =>
      write(() => {
        const joining = members.map(known);
        const group = { id: logs.nextChat(), name: claim.name };
        if (!names.claim(claim, group.id)) return 'taken';
        logs.open(group.id);
        for (const { groups } of joining) groups.push(group);
        return group.id;
      }),

    openDirect: (one, other) => write(() => logs.direct(one, other)),
    append: (message) => write(() => logs.append(message)),
    probe: () => write(() => {}),

    findToken: (hash, now) =>
      call(() => {
        const token = tokens.get(hash);
        if (!token || token.expiresAt <= now) return undefined;
        const { id, name } = token.person;
        return { id, name };
      }),
    findKeyed: (sender, key) => call(() => logs.findKeyed(sender, key)),
    findDirect: (one, other) => call(() => logs.findDirect(one, other)),
    groupsOf: (person) => call(() => [...(people.get(person)?.groups ?? [])]),
    keptGuests: () =>
      call(() => {
        const kept = [...people.values()].filter(({ keepsName }) => keepsName);
        return kept.map(({ id, name }) => ({ id, name }));
      }),

    close() {
      closed = true;
      return later(() => {});
    },
  };

  return {
    store,
    refuse(reason) {
      refusal = reason;
    },
  };
}

/**
 * One namespace for people and groups: who has a name is found by its canon and by each of its
 * looks.
 */
function memoryNames() {
  const canons = new Map<string, PersonId | ChatId>();
  const looks = new Map<string, PersonId | ChatId>();
  const claims = new Map<PersonId | ChatId, NameClaim>();

  function release(holder: PersonId | ChatId): void {
    const claim = claims.get(holder);
    if (!claim) return;
    canons.delete(claim.canon);
    for (const look of claim.looks) looks.delete(look);
    claims.delete(holder);
  }

  return {
    release,
    /** Gives the name in place of the one that is held now; does nothing where it is not free. */
    claim(claim: NameClaim, holder: PersonId | ChatId): boolean {
      const holders = [canons.get(claim.canon), ...claim.looks.map((look) => looks.get(look))];
      if (holders.some((other) => other !== undefined && other !== holder)) return false;
      release(holder);
      canons.set(claim.canon, holder);
      for (const look of claim.looks) looks.set(look, holder);
      claims.set(holder, claim);
      return true;
    },
  };
}

/** The chats, of which nothing is kept but how long each log is, and what each key has done. */
function memoryLogs() {
  const lastSeq = new Map<ChatId, number>();
  const directs = new Map<string, ChatId>();
  const keys = new Map<string, Earlier>();

  const pair = (one: PersonId, other: PersonId): string => [one, other].sort().join(' ');
  const nextChat = (): ChatId => `c${lastSeq.size + 1}`;

  function open(chat: ChatId): ChatId {
    lastSeq.set(chat, 0);
    return chat;
  }

  function direct(one: PersonId, other: PersonId): { chat: ChatId; created: boolean } {
    if (one === other) throw new Error('nobody has a conversation with themselves');
    const found = directs.get(pair(one, other));
    if (found !== undefined) return { chat: found, created: false };
    const chat = open(nextChat());
    directs.set(pair(one, other), chat);
    return { chat, created: true };
  }

  return {
    nextChat,
    open,
    direct,
    findDirect: (one: PersonId, other: PersonId) => directs.get(pair(one, other)),
    findKeyed: (sender: PersonId, key: string) => keys.get(`${sender} ${key}`),
    append({ to, sender, at, keyed }: NewMessage) {
      const earlier = keyed && keys.get(`${sender} ${keyed.key}`);
      if (earlier) return earlier;
      const chat = 'chat' in to ? to.chat : direct(sender, to.direct).chat;
      const seq = (lastSeq.get(chat) ?? 0) + 1;
      lastSeq.set(chat, seq);
      if (keyed) {
        const { key, digest, label } = keyed;
        keys.set(`${sender} ${key}`, { chat, seq, at, digest, label });
      }
      return { chat, seq, at };
    },
  };
}

/** Immediates run in the order in which they were asked for, and so the calls take effect. */
function later<T>(effect: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(effect());
      } catch (error) {
        reject(error);
      }
    });
  });
}
