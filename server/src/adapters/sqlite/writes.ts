import type { DatabaseSync } from 'node:sqlite';
import { sqliteAccounts } from './accounts.ts';
import { sqliteAdmissions } from './admissions.ts';
import { sqliteErasure } from './archive.ts';
import type { Writes } from './calls.ts';
import { sqliteDirectory } from './directory.ts';
import { sqliteGroups } from './groups.ts';
import { personId, rowOf } from './ids.ts';
import { sqliteKeys } from './keys.ts';
import type { SqliteLog } from './log.ts';
import { sqliteMessages } from './messages.ts';
import { NOBODY, sqliteNames } from './names.ts';
import { sqliteSafety } from './safety.ts';
import { sqliteSeats } from './seats.ts';
import { sqliteTokens } from './tokens.ts';
import { sqliteMarks } from './views.ts';

/** The writes, each inside the transaction of its batch. */
export function sqliteWrites(db: DatabaseSync, log: SqliteLog): Writes {
  const names = sqliteNames(db);
  const keys = sqliteKeys(db);
  const tokens = sqliteTokens(db);
  const admissions = sqliteAdmissions(db);
  log.onReload(admissions.forget);
  const seats = sqliteSeats(db, admissions);
  const groups = sqliteGroups(db, { names, log, keys, seats });
  const insertPerson = db.prepare(
    'INSERT INTO people (name, keeps_name, created_at, seen_at) VALUES (?1, ?2, ?3, ?3)',
  );
  const renamePerson = db.prepare('UPDATE people SET name = ?, keeps_name = ? WHERE id = ?');
  const dropKept = db.prepare('UPDATE people SET keeps_name = 0 WHERE id = ?');
  const isAccount = db.prepare('SELECT 1 FROM accounts WHERE person = ?');
  const touch = db.prepare("INSERT OR REPLACE INTO facts VALUES ('probed_at', ?)");

  return {
    ...sqliteAccounts(db, names, tokens),
    ...sqliteDirectory(db, { names, tokens, groups }),
    ...sqliteMessages(db, { log, keys, seats, admissions }),
    ...groups.steps,
    ...sqliteMarks(db, { log, keys }),
    ...sqliteSafety(db, keys, admissions),
    ...sqliteErasure(db, { names, tokens, groups, admissions }),

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
    forgetEnded: (until) => tokens.forgetEnded(until),
    endTokens({ person, hashes, except, reason, at }) {
      const isMeant = (hash: string) =>
        hash !== except && (hashes === undefined || hashes.includes(hash));
      admissions.forget();
      return tokens.end(rowOf(person), isMeant, reason, at);
    },

    releaseNames(people) {
      for (const id of people) {
        if (isAccount.get(rowOf(id))) continue;
        names.releasePerson(rowOf(id));
        dropKept.run(rowOf(id));
      }
    },

    probe() {
      touch.run(String(Date.now()));
    },
  };
}
