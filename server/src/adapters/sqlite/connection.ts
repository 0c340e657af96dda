import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * `synchronous = FULL` is the promise: without it every row survives `kill -9` and none a power cut.
 * Checkpoints are called for by hand, because SQLite's own swallow a failed fsync.
 * References are kept by the code that writes; checking them again would cost a lookup each.
 * What is deleted is overwritten: SQLite would leave it in the file until something else takes its place.
 */
const WRITER = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA foreign_keys = OFF;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -32000;
`;

const READER = `
  PRAGMA query_only = ON;
  PRAGMA cache_size = -64000;
`;

/** How long to wait for a lock that another program holds, a backup for instance. */
const BUSY_MILLISECONDS = 2_000;

export function openWriter(file: string): DatabaseSync {
  return open(file, WRITER);
}

export function openReader(file: string): DatabaseSync {
  return open(file, READER);
}

function open(file: string, pragmas: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA busy_timeout = ${BUSY_MILLISECONDS};`);
  db.exec(pragmas);
  return db;
}

/** Of each connection: every read begins and ends a moment, and compiling that anew would take as long as some of them. */
const moments = new WeakMap<DatabaseSync, { begin: StatementSync; end: StatementSync }>();

/** All that `read` asks is answered from one moment, whatever others commit meanwhile. */
export function atOneMoment<T>(db: DatabaseSync, read: () => T): T {
  const moment = moments.get(db) ?? { begin: db.prepare('BEGIN'), end: db.prepare('COMMIT') };
  moments.set(db, moment);
  moment.begin.run();
  try {
    return read();
  } finally {
    // Some errors end the transaction by themselves.
    if (db.isTransaction) moment.end.run();
  }
}
