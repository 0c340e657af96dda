import type {
  Chat,
  ChatId,
  DirectoryAccount,
  DirectoryArrival,
  DirectoryEntered,
  Joined,
  NameClaim,
  PersonId,
  Placed,
} from '../../ports/store.ts';
import { type MemoryHouse, type MemoryPerson, page, withAccounts } from './accounts.ts';
import type { MemoryLogs } from './logs.ts';

/** Members of a chat that are told to those who join it. */
const LISTED = 201;

/** People and groups that the directory vouches for. */
export function memoryDirectory({
  people,
  names,
  tokens,
  logs,
}: MemoryHouse & { readonly logs: MemoryLogs }) {
  const chats = new Map<string, Chat>();

  /** Gives the first of the names that no account and no stubborn group has. */
  function rename(person: MemoryPerson, { names: wanted, groupNames, token }: DirectoryArrival) {
    for (const claim of wanted) {
      const holder = names.holder(claim);
      const made = makeRoom(holder, person.id, groupNames, token.at);
      if (!made) continue;
      names.give(claim, person.id);
      person.name = claim.name;
      return made;
    }
    throw new Error('every name that somebody from the directory may have belongs to an account');
  }

  /** What it took to make the holder give the name up; `undefined`: the holder does not. */
  function makeRoom(
    holder: PersonId | ChatId | undefined,
    self: PersonId,
    groupNames: readonly NameClaim[],
    at: number,
  ): { evicted?: PersonId; renamed?: Placed } | undefined {
    if (holder === undefined || holder === self) return {};
    const other = people.get(holder);
    if (!other) {
      const renamed = renameGroup(holder, groupNames, at);
      return renamed && { renamed };
    }
    if (other.account) return undefined;
    names.release(other.id);
    other.keepsName = false;
    return { evicted: other.id };
  }

  function renameGroup(id: ChatId, groupNames: readonly NameClaim[], at: number) {
    const claim = groupNames.find((name) => !names.isTaken(name));
    if (!claim) return undefined;
    names.give(claim, id);
    const chat = { id, name: claim.name };
    const renamed = (group: Chat) => (group.id === id ? chat : group);
    for (const person of people.values()) person.groups = person.groups.map(renamed);
    for (const [key, group] of chats) chats.set(key, renamed(group));
    return { chat, seq: logs.count(id), at };
  }

  const isIn = (person: MemoryPerson, chat: Chat) => person.groups.some(({ id }) => id === chat.id);

  function join(person: MemoryPerson, chat: Chat, at: number): Joined {
    person.groups = [...person.groups, chat];
    const members = [...people.values()].filter((member) => isIn(member, chat));
    return {
      chat,
      seq: logs.count(chat.id),
      at,
      members: members.slice(0, LISTED).map(({ id, name }) => ({ id, name })),
      memberCount: members.length,
    };
  }

  function leave(person: MemoryPerson, chat: Chat, at: number): Placed {
    person.groups = person.groups.filter(({ id }) => id !== chat.id);
    return { chat, seq: logs.count(chat.id), at };
  }

  return {
    enter(arrival: DirectoryArrival): DirectoryEntered | 'disabled' {
      const { subject, login, displayName, role, token } = arrival;
      const known = withAccounts(people).find(({ account }) => account.subject === subject);
      if (known?.account.disabledBy === 'operator') return 'disabled';
      const id = known?.id ?? `p${people.size + 1}`;
      const person = people.get(id) ?? { id, groups: [], name: '', keepsName: false };
      const made = known?.account.login === login ? {} : rename(person, arrival);
      const account = { source: 'directory', role, displayName } as const;
      const createdAt = known?.account.createdAt ?? token.at;
      people.set(id, Object.assign(person, { account: { ...account, subject, login, createdAt } }));
      tokens.add(id, token);
      return { id, name: person.name, account, ...made };
    },

    openChat(key: string, wanted: readonly NameClaim[]): Chat {
      const known = chats.get(key);
      if (known) return known;
      const claim = wanted.find((name) => !names.isTaken(name));
      if (!claim) throw new Error('every name that a group of the directory may have is taken');
      const chat = { id: logs.open(logs.nextChat()), name: claim.name };
      names.give(claim, chat.id);
      chats.set(key, chat);
      return chat;
    },

    place(id: PersonId, keys: readonly string[], at: number): { joined: Joined[]; left: Placed[] } {
      const person = people.get(id);
      if (!person) throw new Error(`nobody has the id ${id}`);
      const others = [...chats].flatMap(([key, chat]) => (keys.includes(key) ? [] : [chat]));
      const wanted = [...new Set(keys)].flatMap((key) => chats.get(key) ?? []);
      const leaving = others.filter((chat) => isIn(person, chat));
      const joining = wanted.filter((chat) => !isIn(person, chat));
      const left = leaving.map((chat) => leave(person, chat, at));
      return { joined: joining.map((chat) => join(person, chat, at)), left };
    },

    accounts(after: PersonId | undefined, limit: number): (DirectoryAccount & { id: PersonId })[] {
      const rows = withAccounts(people).flatMap(({ id, account }) => {
        const { subject, login, displayName, role, disabledBy } = account;
        if (subject === undefined || login === undefined || disabledBy) return [];
        return [{ id, subject, login, displayName, role }];
      });
      return page(rows, after, limit);
    },
  };
}
