import type { DatabaseSync } from 'node:sqlite';
import type {
  DirectoryAccount,
  DirectoryArrival,
  DirectoryEntered,
  Role,
} from '../../ports/accounts.ts';
import type { Stepped } from '../../ports/groups.ts';
import type { Chat, NameClaim, PersonId } from '../../ports/store.ts';
import type { SqliteGroups } from './groups.ts';
import { chatId, personId, rowAfter, rowOf } from './ids.ts';
import { NOBODY, type SqliteNames } from './names.ts';
import type { SqliteTokens } from './tokens.ts';

interface Known {
  readonly person: number;
  readonly name: string;
  readonly login: string;
  readonly disabledBy: string | null;
}

/** A name, and what it took to give it. */
interface Given {
  readonly name: string;
  readonly evicted?: PersonId;
  readonly renamed?: Stepped;
}

/** People and groups that the directory vouches for, inside the writer's transaction. */
export function sqliteDirectory(
  db: DatabaseSync,
  { names, tokens, groups }: { names: SqliteNames; tokens: SqliteTokens; groups: SqliteGroups },
) {
  const find = db.prepare(
    `SELECT person, people.name, login, disabled_by AS disabledBy
       FROM accounts JOIN people ON people.id = person WHERE subject = ?`,
  );
  const insertPerson = db.prepare('INSERT INTO people (name, created_at) VALUES (?, ?)');
  const insert = db.prepare(
    `INSERT INTO accounts (person, source, role, display_name, subject, login, created_at)
     VALUES (?, 'directory', ?, ?, ?, ?, ?)`,
  );
  const update = db.prepare(
    `UPDATE accounts SET role = ?, display_name = ?, login = ?, disabled_by = NULL
      WHERE person = ?`,
  );
  const renamePerson = db.prepare('UPDATE people SET name = ? WHERE id = ?');
  const dropKept = db.prepare('UPDATE people SET keeps_name = 0 WHERE id = ?');
  const renameChat = db.prepare('UPDATE chats SET name = ? WHERE id = ?');
  const chatOfKey = db.prepare('SELECT id, name FROM chats WHERE directory_key = ?');
  const insertChat = db.prepare(
    'INSERT INTO chats (name, created_at, directory_key) VALUES (?, ?, ?)',
  );
  const placesOf = db.prepare(
    `SELECT chats.id, directory_key AS key FROM seats
       JOIN chats ON chats.id = seats.chat WHERE person = ? AND directory_key IS NOT NULL`,
  );
  /** An account that is new, with the first name that is to be had. */
  function create({
    subject,
    login,
    role,
    displayName,
    ...arrival
  }: DirectoryArrival): Known & Given {
    const { at } = arrival.token;
    const person = Number(insertPerson.run('', at).lastInsertRowid);
    insert.run(person, role, displayName, subject, login, at);
    const given = rename(person, arrival);
    return { person, login, disabledBy: null, ...given };
  }

  /** Gives the first of the names that no account and no stubborn group has. */
  function rename(
    person: number,
    { names: wanted, groupNames, token }: Pick<DirectoryArrival, 'names' | 'groupNames' | 'token'>,
  ): Given {
    for (const claim of wanted) {
      const holder = names.holder(claim);
      const made = holder ? makeRoom(holder, person, groupNames, token.at) : {};
      if (!made) continue;
      names.releasePerson(person);
      names.give(claim, { person });
      renamePerson.run(claim.name, person);
      return { name: claim.name, ...made };
    }
    throw new Error('every name that somebody from the directory may have belongs to an account');
  }

  /** What it took to make the holder give the name up; `undefined`: the holder does not. */
  function makeRoom(
    holder: NonNullable<ReturnType<SqliteNames['holder']>>,
    person: number,
    groupNames: readonly NameClaim[],
    at: number,
  ): Omit<Given, 'name'> | undefined {
    if ('chat' in holder) {
      const renamed = renameGroup(holder.chat, person, groupNames, at);
      return renamed && { renamed };
    }
    if (holder.person === person) return {};
    if (holder.isAccount) return undefined;
    names.releasePerson(holder.person);
    dropKept.run(holder.person);
    return { evicted: personId(holder.person) };
  }

  function renameGroup(
    chat: number,
    sender: number,
    groupNames: readonly NameClaim[],
    at: number,
  ): Stepped | undefined {
    const claim = groupNames.find((name) => !names.taken(name, NOBODY));
    if (!claim) return undefined;
    names.releaseChat(chat);
    names.give(claim, { chat });
    renameChat.run(claim.name, chat);
    return groups.recordChange({ chat, by: sender, at }, { name: claim.name });
  }

  return {
    enterFromDirectory(arrival: DirectoryArrival): DirectoryEntered | 'disabled' {
      const { subject, login, role, displayName, token } = arrival;
      const known = find.get(subject) as Known | undefined;
      if (known?.disabledBy === 'operator') return 'disabled';
      let entered: Known & Partial<Given>;
      if (!known) entered = create(arrival);
      else if (known.login === login) entered = known;
      else entered = { ...known, ...rename(known.person, arrival) };
      update.run(role, displayName, login, entered.person);
      tokens.add(entered.person, token);
      const { person, name, evicted, renamed } = entered;
      return {
        id: personId(person),
        name,
        account: { source: 'directory', role, displayName },
        ...(evicted !== undefined && { evicted }),
        ...(renamed && { renamed }),
      };
    },

    openDirectoryChat(key: string, wanted: readonly NameClaim[], at: number): Chat {
      const known = chatOfKey.get(key) as { id: number; name: string } | undefined;
      if (known) return { id: chatId(known.id), name: known.name };
      const claim = wanted.find((name) => !names.taken(name, NOBODY));
      if (!claim) throw new Error('every name that a group of the directory may have is taken');
      const chat = Number(insertChat.run(claim.name, at, key).lastInsertRowid);
      names.give(claim, { chat });
      return { id: chatId(chat), name: claim.name };
    },

    placeInDirectoryChats(id: PersonId, keys: readonly string[], at: number): Stepped[] {
      const person = rowOf(id);
      const present = placesOf.all(person) as { id: number; key: string }[];
      const left = present
        .filter(({ key }) => !keys.includes(key))
        .map((chat) => groups.displace(chat.id, person, at));
      const missing = new Set(keys).difference(new Set(present.map(({ key }) => key)));
      const joined = [...missing].flatMap((key) => {
        const chat = chatOfKey.get(key) as { id: number } | undefined;
        return chat ? [groups.place(chat.id, person, at)] : [];
      });
      return [...left, ...joined];
    },
  };
}

/** Whom the directory has to vouch for, on a connection of any kind. */
export function sqliteDirectoryReads(db: DatabaseSync) {
  const page = db.prepare(
    `SELECT person, subject, login, display_name AS displayName, role FROM accounts
      WHERE source = 'directory' AND disabled_by IS NULL AND person > ? ORDER BY person LIMIT ?`,
  );
  return {
    directoryAccounts(
      after: PersonId | undefined,
      limit: number,
    ): (DirectoryAccount & { id: PersonId })[] {
      const rows = page.all(rowAfter(after), limit) as unknown as {
        person: number;
        subject: string;
        login: string;
        displayName: string;
        role: Role;
      }[];
      return rows.map(({ person, ...row }) => ({ ...row, id: personId(person) }));
    },
  };
}
