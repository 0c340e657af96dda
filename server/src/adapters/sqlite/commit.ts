import type { DatabaseSync } from 'node:sqlite';
import { type Call, type Methods, type Outcome, perform, type Reply } from './calls.ts';
import { describe, verdict } from './verdict.ts';

/** Pages in the write-ahead log from which on they are moved into the database. */
const CHECKPOINT_PAGES = 4_000;

/**
 * Runs many writes as one transaction: one fsync for all of them. All are answered together, after it.
 *
 * A write that throws for a reason of its own must not fail its neighbours: the batch is rolled back and
 * its writes run again one by one. After a failed fsync nothing is tried again (see `verdict`).
 */
export function groupCommit(db: DatabaseSync, methods: Methods, forget: () => void) {
  const walLength = db.prepare('PRAGMA wal_checkpoint(NOOP)');
  let broken: string | undefined;

  function commit(calls: readonly Call[]): Outcome[] {
    if (broken !== undefined) return unavailable(calls, broken);
    try {
      db.exec('BEGIN IMMEDIATE');
      const outcomes = calls.map((call) => ({ value: perform(methods, call) }));
      db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      return recover(calls, error);
    }
  }

  function recover(calls: readonly Call[], error: unknown): Outcome[] {
    const reason = describe(error);
    const kind = verdict(error);
    if (kind === 'broken') {
      broken = reason;
      return unavailable(calls, reason);
    }
    forget();
    // A COMMIT that failed may have ended the transaction already.
    if (db.isTransaction) db.exec('ROLLBACK');
    if (kind === 'refused') return unavailable(calls, reason);
    return calls.length === 1 ? [{ failed: reason }] : calls.flatMap((call) => commit([call]));
  }

  /** By hand, because SQLite's automatic one swallows a failed fsync. What it finds concerns later writes. */
  function checkpointWhenLong(): void {
    if ((walLength.get() as { log: number }).log < CHECKPOINT_PAGES) return;
    try {
      db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      if (verdict(error) === 'broken') broken = describe(error);
    }
  }

  return (calls: readonly Call[]): Reply => {
    const outcomes = commit(calls);
    if (broken === undefined) checkpointWhenLong();
    return broken === undefined ? { outcomes } : { outcomes, broken };
  };
}

function unavailable(calls: readonly Call[], reason: string): Outcome[] {
  return calls.map(() => ({ unavailable: reason }));
}
