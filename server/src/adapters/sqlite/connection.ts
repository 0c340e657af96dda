import { DatabaseSync } from 'node:sqlite';

/**
 * `synchronous = FULL` is the promise: without it every row survives `kill -9` and none a power cut.
 * Checkpoints are called for by hand, because SQLite's own swallow a failed fsync.
 * References are kept by the code that writes; checking them again would cost a lookup each.
 */
const WRITER = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA foreign_keys = OFF;
  PRAGMA cache_size = -32000;
`;

const READER = `
  PRAGMA query_only = ON;
  PRAGMA cache_size = -8000;
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

/** All that `read` asks is answered from one moment, whatever others commit meanwhile. */
export function atOneMoment<T>(db: DatabaseSync, read: () => T): T {
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    // Some errors end the transaction by themselves.
    if (db.isTransaction) db.exec('COMMIT');
  }
}
