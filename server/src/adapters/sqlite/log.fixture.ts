import { DatabaseSync } from 'node:sqlite';
import { type SqliteLog, sqliteLog } from './log.ts';
import { migrate } from './migrate.ts';

/** An empty log that nothing outlives. As the writer has it, chats and people are those of the caller. */
export function emptyLog(): { db: DatabaseSync; log: SqliteLog } {
  const db = new DatabaseSync(':memory:');
  db.exec('PRAGMA foreign_keys = OFF');
  migrate(db);
  return { db, log: sqliteLog(db) };
}
