import type { DatabaseSync } from 'node:sqlite';
import type { Account } from '../../ports/store.ts';
import { sqliteAccountReads } from './accounts.ts';
import type { Reads } from './calls.ts';
import { sqliteDirectoryReads } from './directory.ts';
import { chatId, personId, rowOf } from './ids.ts';
import { sqliteKeys } from './keys.ts';
import { sqliteTokenReads } from './tokens.ts';

/** The reads, on a connection that never waits for a commit. */
export function sqliteReads(db: DatabaseSync): Reads {
  const keys = sqliteKeys(db);
  const token = db.prepare(
    `SELECT people.id, people.name, source, role, display_name AS displayName
       FROM tokens JOIN people ON people.id = tokens.person
       LEFT JOIN accounts ON accounts.person = people.id
      WHERE tokens.hash = ? AND tokens.expires_at > ? AND disabled_by IS NULL`,
  );
  const direct = db.prepare('SELECT id FROM chats WHERE low = ? AND high = ?');
  const groups = db.prepare(
    `SELECT chats.id, chats.name
       FROM members JOIN chats ON chats.id = members.chat
      WHERE members.person = ? AND chats.name IS NOT NULL`,
  );
  const kept = db.prepare('SELECT id, name FROM people WHERE keeps_name = 1');

  return {
    findToken(hash, now) {
      const row = token.get(hash, now) as
        | ({ id: number; name: string } & (Account | { source: null }))
        | undefined;
      if (!row) return undefined;
      const holder = { id: personId(row.id), name: row.name };
      if (row.source === null) return holder;
      const { source, role, displayName } = row;
      return { ...holder, account: { source, role, displayName } };
    },
    ...sqliteTokenReads(db),
    ...sqliteAccountReads(db),
    ...sqliteDirectoryReads(db),
    findKeyed: (sender, key) => keys.find(rowOf(sender), key),
    findDirect(one, other) {
      const rows = [rowOf(one), rowOf(other)];
      const row = direct.get(Math.min(...rows), Math.max(...rows)) as { id: number } | undefined;
      return row && chatId(row.id);
    },
    groupsOf(person) {
      const rows = groups.all(rowOf(person)) as { id: number; name: string }[];
      return rows.map(({ id, name }) => ({ id: chatId(id), name }));
    },
    keptGuests() {
      const rows = kept.all() as { id: number; name: string }[];
      return rows.map(({ id, name }) => ({ id: personId(id), name }));
    },
  };
}
