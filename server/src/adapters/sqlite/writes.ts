import type { DatabaseSync } from 'node:sqlite';
import type { Earlier, NameClaim, NewMessage } from '../../ports/store.ts';
import type { Writes } from './calls.ts';
import { chatId, personId, rowOf } from './ids.ts';
import { sqliteKeys } from './keys.ts';
import type { SqliteLog } from './log.ts';

/** A row that nobody has, for a claim by somebody who is not there yet. */
const NOBODY = 0;

/** The writes, each inside the transaction of its batch. */
export function sqliteWrites(db: DatabaseSync, log: SqliteLog): Writes {
  const names = sqliteNames(db);
  const keys = sqliteKeys(db);
  const insertPerson = db.prepare(
    'INSERT INTO people (name, keeps_name, created_at) VALUES (?, ?, ?)',
  );
  const renamePerson = db.prepare('UPDATE people SET name = ?, keeps_name = ? WHERE id = ?');
  const dropKept = db.prepare('UPDATE people SET keeps_name = 0 WHERE id = ?');
  const insertToken = db.prepare('INSERT INTO tokens VALUES (?, ?, ?, ?, ?)');
  const extendToken = db.prepare(
    'UPDATE tokens SET expires_at = ?, device = coalesce(?, device) WHERE hash = ?',
  );
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
    addGuest({ name, keepsName, tokenHash, device, at, expiresAt }) {
      if (names.taken(name, NOBODY)) return 'taken';
      const person = Number(insertPerson.run(name.name, keepsName ? 1 : 0, at).lastInsertRowid);
      names.give(name, { person });
      insertToken.run(tokenHash, person, device, at, expiresAt);
      return personId(person);
    },

    resume({ person: id, name, keepsName, tokenHash, device, expiresAt }) {
      const person = rowOf(id);
      if (names.taken(name, person)) return 'taken';
      names.release(person);
      names.give(name, { person });
      renamePerson.run(name.name, keepsName ? 1 : 0, person);
      extendToken.run(expiresAt, device ?? null, tokenHash);
      return 'resumed';
    },

    releaseNames(people) {
      for (const id of people) {
        names.release(rowOf(id));
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

function sqliteNames(db: DatabaseSync) {
  // `person IS NOT ?` also holds where a chat has the name: a person is NULL there.
  const findCanon = db.prepare('SELECT 1 FROM names WHERE canon = ? AND person IS NOT ?');
  const findLook = db.prepare(
    'SELECT 1 FROM looks JOIN names USING (canon) WHERE look = ? AND person IS NOT ?',
  );
  const insertName = db.prepare('INSERT INTO names (canon, person, chat) VALUES (?, ?, ?)');
  const insertLook = db.prepare('INSERT OR IGNORE INTO looks (look, canon) VALUES (?, ?)');
  const nameOf = db.prepare('SELECT canon FROM names WHERE person = ?');
  const deleteLooks = db.prepare('DELETE FROM looks WHERE canon = ?');
  const deleteName = db.prepare('DELETE FROM names WHERE canon = ?');

  return {
    taken(claim: NameClaim, self: number): boolean {
      return (
        findCanon.get(claim.canon, self) !== undefined ||
        claim.looks.some((look) => findLook.get(look, self) !== undefined)
      );
    },
    give(claim: NameClaim, owner: { person?: number; chat?: number }): void {
      insertName.run(claim.canon, owner.person ?? null, owner.chat ?? null);
      for (const look of claim.looks) insertLook.run(look, claim.canon);
    },
    release(person: number): void {
      const held = nameOf.get(person) as { canon: string } | undefined;
      if (!held) return;
      deleteLooks.run(held.canon);
      deleteName.run(held.canon);
    },
  };
}
