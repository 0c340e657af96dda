import type { DatabaseSync } from 'node:sqlite';
import type { Account } from '../../ports/accounts.ts';
import { sqliteAccountReads } from './accounts.ts';
import { sqliteArchive } from './archive.ts';
import { sqliteBelongings } from './belongings.ts';
import type { Reads } from './calls.ts';
import { sqliteDirectoryReads } from './directory.ts';
import { sqliteGroupReads } from './group-reads.ts';
import { sqliteHistory } from './history.ts';
import { chatId, personId, rowOf } from './ids.ts';
import { sqliteKeys } from './keys.ts';
import { sqliteSafetyReads } from './safety.ts';
import { sqliteTokenReads } from './tokens.ts';
import { sqliteViews } from './views.ts';

/** The reads, on a connection that never waits for a commit. */
export function sqliteReads(db: DatabaseSync): Reads {
  const keys = sqliteKeys(db);
  const token = db.prepare(
    `SELECT people.id, people.name, tokens.device, source, role, display_name AS displayName
       FROM tokens JOIN people ON people.id = tokens.person
       LEFT JOIN accounts ON accounts.person = people.id
      WHERE tokens.hash = ? AND tokens.expires_at > ? AND disabled_by IS NULL`,
  );
  const direct = db.prepare('SELECT id FROM chats WHERE low = ? AND high = ?');
  const account = db.prepare(
    `SELECT people.id, people.name FROM names JOIN accounts USING (person)
       JOIN people ON people.id = names.person WHERE canon = ? AND disabled_by IS NULL`,
  );
  const things = sqliteBelongings(db);
  const kept = db.prepare('SELECT id, name FROM people WHERE keeps_name = 1');

  return {
    findToken(hash, now) {
      const row = token.get(hash, now) as
        | ({ id: number; name: string; device: string } & (Account | { source: null }))
        | undefined;
      if (!row) return undefined;
      const { device } = row;
      const who = { id: personId(row.id), name: row.name };
      const belongings = things.belongings(who.id);
      if (row.source === null) return { holder: who, device, belongings };
      const { source, role, displayName } = row;
      return { holder: { ...who, account: { source, role, displayName } }, device, belongings };
    },
    ...things,
    ...sqliteHistory(db),
    ...sqliteGroupReads(db),
    ...sqliteViews(db),
    ...sqliteSafetyReads(db),
    ...sqliteArchive(db),
    ...sqliteTokenReads(db),
    ...sqliteAccountReads(db),
    ...sqliteDirectoryReads(db),
    findKeyed: (sender, key) => keys.find(rowOf(sender), key),
    findDirect(one, other) {
      const rows = [rowOf(one), rowOf(other)];
      const row = direct.get(Math.min(...rows), Math.max(...rows)) as { id: number } | undefined;
      return row && chatId(row.id);
    },
    findAccount(canon) {
      const row = account.get(canon) as { id: number; name: string } | undefined;
      return row && { id: personId(row.id), name: row.name };
    },
    keptGuests() {
      const rows = kept.all() as { id: number; name: string }[];
      return rows.map(({ id, name }) => ({ id: personId(id), name }));
    },
  };
}
