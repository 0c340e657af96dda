import type { DatabaseSync } from 'node:sqlite';
import { verdict } from './verdict.ts';

/** Pages of the write-ahead log that wait for their place in the database, from which on they are moved. */
const MOVE = 2_000;
/** Pages from which on the log is begun anew, if few of them are left to move or if it is far too long. */
const LONG = 8_000;
const FEW = 1_000;
const FAR_TOO_LONG = 64_000;

/**
 * Keeps the write-ahead log short without holding up those who write. A thread of its own moves the pages
 * while the writer goes on; but only a writer that finds every page moved begins the log anew, so it moves
 * the few last ones itself. SQLite's automatic checkpoint would do all of it in the writer, and swallow a
 * failed fsync.
 */
export function sqliteCheckpoints(db: DatabaseSync) {
  const count = db.prepare('PRAGMA wal_checkpoint(NOOP)');

  function pages(): { log: number; waiting: number } {
    const { log, checkpointed } = count.get() as { log: number; checkpointed: number };
    return { log, waiting: log - checkpointed };
  }

  /** Throws only what means that the medium cannot be trusted: want of room or of a lock is for later. */
  function moveIf(isDue: (now: { log: number; waiting: number }) => boolean): void {
    try {
      if (isDue(pages())) db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (verdict(error) !== 'refused') throw error;
    }
  }

  return {
    /** For the thread beside the writer. */
    moveMost: () => moveIf(({ waiting }) => waiting >= MOVE),

    /** For the writer, between two batches. */
    finish: () =>
      moveIf(({ log, waiting }) => log >= FAR_TOO_LONG || (log >= LONG && waiting <= FEW)),
  };
}
