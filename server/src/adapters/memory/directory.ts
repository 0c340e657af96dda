import type { Accounts, DirectoryArrival } from '../../ports/accounts.ts';
import type { Stepped } from '../../ports/groups.ts';
import type { ChatId, NameClaim, PersonId } from '../../ports/store.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { page } from './people.ts';
import { isGroup, type MemorySteps } from './steps.ts';

/** What it took to give somebody a name. */
interface Made {
  readonly evicted?: PersonId;
  readonly renamed?: Stepped;
}

/** People and groups that the directory vouches for. */
export function memoryDirectory({
  people,
  names,
  tokens,
  chats,
  steps,
}: MemoryHouse & { readonly steps: MemorySteps }) {
  const groups = () => chats.all().filter(isGroup);
  const groupOf = (key: string) => groups().find(({ group }) => group.directoryKey === key);

  /** The first of the names that no account and no stubborn group has. */
  function choose(person: PersonId, { names: wanted, groupNames, token }: DirectoryArrival) {
    for (const claim of wanted) {
      const made = makeRoom(names.holder(claim), { person, groupNames, at: token.at });
      if (made) return { claim, made };
    }
    throw new Error('every name that somebody from the directory may have belongs to an account');
  }

  /** What it takes to make the holder give the name up; `undefined`: the holder does not. */
  function makeRoom(
    holder: PersonId | ChatId | undefined,
    { person, groupNames, at }: { person: PersonId; groupNames: readonly NameClaim[]; at: number },
  ): (() => Made) | undefined {
    if (holder === undefined || holder === person) return () => ({});
    const chat = chats.get(holder);
    if (isGroup(chat)) {
      const claim = groupNames.find((name) => !names.isTaken(name));
      if (!claim) return undefined;
      return () => {
        names.give(claim, chat.id);
        return { renamed: steps.change(chat, { by: person, at }, { name: claim.name }) };
      };
    }
    const other = people.known(holder);
    if (other.account) return undefined;
    return () => {
      names.release(other.id);
      other.keepsName = false;
      return { evicted: other.id };
    };
  }

  const writes: Inside<
    Accounts,
    'enterFromDirectory' | 'openDirectoryChat' | 'placeInDirectoryChats'
  > = {
    enterFromDirectory(arrival) {
      const { subject, login, displayName, role, token } = arrival;
      const known = people.withAccounts().find(({ account }) => account.subject === subject);
      if (known?.account.disabledBy === 'operator') return 'disabled';
      const id = known?.id ?? people.nextId();
      const chosen = known?.account.login === login ? undefined : choose(id, arrival);
      const person = people.get(id) ?? people.add(id, '', token.at);
      if (chosen) person.name = chosen.claim.name;
      const made = chosen?.made();
      if (chosen) names.give(chosen.claim, id);
      const account = { source: 'directory', role, displayName } as const;
      const createdAt = known?.account.createdAt ?? token.at;
      Object.assign(person, { account: { ...account, subject, login, createdAt } });
      tokens.add(id, token);
      return { id, name: person.name, account, ...made };
    },
    openDirectoryChat(key, wanted) {
      const known = groupOf(key);
      if (known) return { id: known.id, name: known.group.name };
      const claim = wanted.find((name) => !names.isTaken(name));
      if (!claim) throw new Error('every name that a group of the directory may have is taken');
      const group = { name: claim.name, topic: '', policy: 'invite', directoryKey: key } as const;
      const { id } = chats.add(group);
      names.give(claim, id);
      return { id, name: claim.name };
    },
    placeInDirectoryChats(id, keys, at) {
      people.known(id);
      const by = { by: id, at };
      const filled = groups().filter(({ group }) => group.directoryKey !== undefined);
      const isWanted = (key = '') => keys.includes(key);
      return filled.flatMap((chat) => {
        const isIn = chat.seats.has(id);
        if (isIn === isWanted(chat.group.directoryKey)) return [];
        return [steps.move(chat, by, isIn ? { leave: [id] } : { join: [id] })];
      });
    },
  };

  const reads: Inside<Accounts, 'directoryAccounts'> = {
    directoryAccounts(after, limit) {
      const rows = people.withAccounts().flatMap(({ id, account }) => {
        const { subject, login, displayName, role, disabledBy } = account;
        if (subject === undefined || login === undefined || disabledBy) return [];
        return [{ id, subject, login, displayName, role }];
      });
      return page(rows, after, limit);
    },
  };
  return { writes, reads };
}
