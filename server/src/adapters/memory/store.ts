import { randomUUID } from 'node:crypto';
import { type PersonId, StorageUnavailable, type Store } from '../../ports/store.ts';
import { type MemoryPerson, memoryAccounts } from './accounts.ts';
import { memoryDirectory } from './directory.ts';
import { memoryLogs } from './logs.ts';
import { memoryNames } from './names.ts';
import { memoryTokens } from './tokens.ts';

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
  const people = new Map<PersonId, MemoryPerson>();
  const names = memoryNames();
  const tokens = memoryTokens();
  const logs = memoryLogs();
  const accounts = memoryAccounts({ people, names, tokens });
  const directory = memoryDirectory({ people, names, tokens, logs });
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

  function known(id: PersonId): MemoryPerson {
    const person = people.get(id);
    if (!person) throw new Error(`nobody has the id ${id}`);
    return person;
  }

  const store: Store = {
    epoch: randomUUID(),

    addGuest: ({ name: claim, keepsName, token }) =>
      write(() => {
        const id = `p${people.size + 1}`;
        if (!names.claim(claim, id)) return 'taken';
        people.set(id, { id, groups: [], name: claim.name, keepsName });
        tokens.add(id, token);
        return id;
      }),

    resume: ({ person, name: claim, keepsName, tokenHash, device, at, expiresAt }) =>
      write(() => {
        const resuming = known(person);
        if (claim && names.isTaken(claim, person)) return 'taken';
        if (!tokens.use(person, { hash: tokenHash, device, at, expiresAt })) return 'expired';
        if (!claim) return 'resumed';
        names.claim(claim, person);
        Object.assign(resuming, { name: claim.name, keepsName });
        return 'resumed';
      }),

    releaseNames: (ids) =>
      write(() => {
        for (const id of ids) {
          const person = people.get(id);
          if (person?.account) continue;
          names.release(id);
          if (person) person.keepsName = false;
        }
      }),

    extendTokens: (used) =>
      write(() => {
        for (const { hash, seenAt, expiresAt } of used) tokens.extend(hash, seenAt, expiresAt);
      }),
    endTokens: ({ person, hashes, except, reason }) =>
      write(() => {
        const isMeant = (hash: string) => hash !== except && (hashes?.includes(hash) ?? true);
        return tokens.end(person, isMeant, reason);
      }),
    addAccount: (account) => write(() => accounts.addAccount(account)),
    addToken: (person, token, passwordHash) =>
      write(() => accounts.addToken(person, token, passwordHash)),
    setPassword: ({ person, ...change }) => write(() => accounts.setPassword(person, change)),
    disable: (person, by) => write(() => accounts.disable(person, by)),
    enable: (person) => write(() => accounts.enable(person)),
    addInvitation: (hash, expiresAt) => write(() => accounts.addInvitation(hash, expiresAt)),
    enterFromDirectory: (arrival) => write(() => directory.enter(arrival)),
    describeAccount: (person, account) => write(() => accounts.describe(person, account)),
    openDirectoryChat: (key, wanted) => write(() => directory.openChat(key, wanted)),
    placeInDirectoryChats: (person, keys, at) => write(() => directory.place(person, keys, at)),

    addGroup: ({ name: claim, members }) =>
      write(() => {
        const joining = members.map(known);
        const group = { id: logs.nextChat(), name: claim.name };
        if (!names.claim(claim, group.id)) return 'taken';
        logs.open(group.id);
        for (const member of joining) member.groups = [...member.groups, group];
        return group.id;
      }),

    openDirect: (one, other) => write(() => logs.direct(one, other)),
    append: (message) => write(() => logs.append(message)),
    probe: () => write(() => {}),

    findToken: (hash, now) =>
      call(() => {
        const token = tokens.find(hash, now);
        if (!token) return undefined;
        const { id, name, account } = known(token.person);
        if (!account) return { id, name };
        const { source, role, displayName } = account;
        return { id, name, account: { source, role, displayName } };
      }),
    devicesOf: (person, now) => call(() => tokens.devices(person, now)),
    endedAfter: (position) => call(() => tokens.endedAfter(position)),
    findLocalAccount: (canon) => call(() => accounts.findLocal(canon)),
    accounts: (after, limit) => call(() => accounts.list(after, limit)),
    directoryAccounts: (after, limit) => call(() => directory.accounts(after, limit)),
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
