import type { DatabaseSync } from 'node:sqlite';
import type { Earlier, NewMessage } from '../../ports/store.ts';
import { sqliteAccounts } from './accounts.ts';
import type { Writes } from './calls.ts';
import { sqliteDirectory } from './directory.ts';
import { chatId, personId, rowOf } from './ids.ts';
import { sqliteKeys } from './keys.ts';
import type { SqliteLog } from './log.ts';
import { NOBODY, sqliteNames } from './names.ts';
import { sqliteTokens } from './tokens.ts';

/** The writes, each inside the transaction of its batch. */
export function sqliteWrites(db: DatabaseSync, log: SqliteLog): Writes {
  const names = sqliteNames(db);
  const keys = sqliteKeys(db);
  const tokens = sqliteTokens(db);
  const insertPerson = db.prepare(
    'INSERT INTO people (name, keeps_name, created_at) VALUES (?, ?, ?)',
  );
  const renamePerson = db.prepare('UPDATE people SET name = ?, keeps_name = ? WHERE id = ?');
  const dropKept = db.prepare('UPDATE people SET keeps_name = 0 WHERE id = ?');
  const isAccount = db.prepare('SELECT 1 FROM accounts WHERE person = ?');
  const insertGroup = db.prepare('INSERT INTO chats (name, created_at) VALUES (?, ?)');
  const insertMember = db.prepare('INSERT INTO members (person, chat) VALUES (?, ?)');
  const findDirect = db.prepare('SELECT id FROM chats WHERE low = ? AND high = ?');
  const insertDirect = db.prepare('INSERT INTO chats (low, high, created_at) VALUES (?, ?, ?)');
  const touch = db.prepare("INSERT OR REPLACE INTO facts VALUES ('probed_at', ?)");

  function direct(one: number, other: number, at: number): { row: number; created: boolean } {
    const [low, high] = one < other ? [one, other] : [other, one];
    const found = findDirect.get(low, high) as { id: number } | undefined;
    if (found) return { row: found.id, created: false };
    return { row: Number(insertDirect.run(low, high, at).lastInsertRowid), created: true };
  }

  return {
    ...sqliteAccounts(db, names, tokens),
    ...sqliteDirectory(db, { names, tokens, log }),

    addGuest({ name, keepsName, token }) {
      if (names.taken(name, NOBODY)) return 'taken';
      const { at } = token;
      const person = Number(insertPerson.run(name.name, keepsName ? 1 : 0, at).lastInsertRowid);
      names.give(name, { person });
      tokens.add(person, token);
      return personId(person);
    },

    resume({ person: id, name, keepsName, tokenHash, device, at, expiresAt }) {
      const person = rowOf(id);
      if (name && names.taken(name, person)) return 'taken';
      if (!tokens.use(person, { hash: tokenHash, device, at, expiresAt })) return 'expired';
      if (name) {
        names.releasePerson(person);
        names.give(name, { person });
        renamePerson.run(name.name, keepsName ? 1 : 0, person);
      }
      return 'resumed';
    },

    extendTokens: (used) => tokens.extend(used),
    endTokens({ person, hashes, except, reason, at }) {
      const isMeant = (hash: string) =>
        hash !== except && (hashes === undefined || hashes.includes(hash));
      return tokens.end(rowOf(person), isMeant, reason, at);
    },

    releaseNames(people) {
      for (const id of people) {
        if (isAccount.get(rowOf(id))) continue;
        names.releasePerson(rowOf(id));
        dropKept.run(rowOf(id));
      }
    },

    addGroup({ name, members, at }) {
      if (names.taken(name, NOBODY)) return 'taken';
      const chat = Number(insertGroup.run(name.name, at).lastInsertRowid);
      names.give(name, { chat });
      for (const member of members) insertMember.run(rowOf(member), chat);
      return chatId(chat);
    },

    openDirect(one, other, at) {
      const { row, created } = direct(rowOf(one), rowOf(other), at);
      return { chat: chatId(row), created };
    },

    append(message: NewMessage) {
      const sender = rowOf(message.sender);
      const earlier: Earlier | undefined = message.keyed && keys.find(sender, message.keyed.key);
      if (earlier) return earlier;
      const chat =
        'chat' in message.to
          ? rowOf(message.to.chat)
          : direct(sender, rowOf(message.to.direct), message.at).row;
      const { seq, entry } = log.append(chat, message.at, sender, message.content);
      if (message.keyed) keys.add(sender, message.keyed, entry);
      return { chat: chatId(chat), seq, at: message.at };
    },

    probe() {
      touch.run(String(Date.now()));
    },
  };
}
