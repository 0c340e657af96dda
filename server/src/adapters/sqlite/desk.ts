import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type Desk, StorageUnavailable } from '../../ports/store.ts';
import { sqliteAccountReads, sqliteAccounts } from './accounts.ts';
import { sqliteArchive, sqliteErasureAsking } from './archive.ts';
import { openWriter } from './connection.ts';
import { DirectoryInUse, lockDirectory } from './lock.ts';
import { migrate, SchemaRefused, schemaIsCurrent } from './migrate.ts';
import { sqliteNames } from './names.ts';
import { sqliteReportClosing, sqliteSafetyReads } from './safety.ts';
import { sqliteTokens } from './tokens.ts';
import { describe, verdict } from './verdict.ts';

/** How long to wait for the writer of a busy server. */
const BUSY_MILLISECONDS = 5_000;

/**
 * The operator's own connection to the data of a server, whether it runs or not: a transaction a call, and nothing of
 * what the server remembers between its own (the log, above all) is touched. Throws a sentence where there are no data
 * yet, or they are another version's.
 */
export function openSqliteDesk(directory: string): Desk {
  const file = join(directory, 'chateau.db');
  if (!existsSync(file)) {
    throw new SchemaRefused(
      `There is no database in ${directory} yet. Start the server once, or say where its data are (CHATEAU_DATA).`,
    );
  }
  const db = openWriter(file);
  try {
    bringUpToDate(db, directory);
    db.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS}`);
    return deskOn(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

function deskOn(db: DatabaseSync): Desk {
  const accounts = sqliteAccounts(db, sqliteNames(db), sqliteTokens(db));
  const reads = { ...sqliteAccountReads(db), ...sqliteSafetyReads(db), ...sqliteArchive(db) };
  const askErasure = sqliteErasureAsking(db);
  const close = sqliteReportClosing(db);
  return {
    addAccount: (account) => alone(db, () => accounts.addAccount(account)),
    setPassword: (change) => alone(db, () => accounts.setPassword(change)),
    disable: (person, by, at) => alone(db, () => accounts.disable(person, by, at)),
    enable: (person) => alone(db, () => accounts.enable(person)),
    addInvitation: (hash, expiresAt) => alone(db, () => accounts.addInvitation(hash, expiresAt)),
    askErasure: (person, at) => alone(db, () => askErasure(person, at)),
    closeReport: (id) => alone(db, () => close(id)),
    findLocalAccount: async (canon) => reads.findLocalAccount(canon),
    accounts: async (after, limit) => reads.accounts(after, limit),
    exported: async (person, position, page) => reads.exported(person, position, page),
    reports: async (after, limit) => reads.reports(after, limit),
    close: async () => db.close(),
  };
}

/** Only where no server runs: it would not expect other tables. */
function bringUpToDate(db: DatabaseSync, directory: string): void {
  if (schemaIsCurrent(db)) return;
  try {
    const unlock = lockDirectory(directory);
    try {
      migrate(db);
    } finally {
      unlock();
    }
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    throw new SchemaRefused(
      'The server that runs on these data is another version than this command. Use its own, or restart it.',
    );
  }
}

async function alone<T>(db: DatabaseSync, work: () => T): Promise<T> {
  try {
    db.exec('BEGIN IMMEDIATE');
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    if (verdict(error) === 'fault') throw error;
    throw new StorageUnavailable(describe(error));
  }
}
