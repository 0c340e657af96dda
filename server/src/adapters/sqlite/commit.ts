import type { DatabaseSync } from 'node:sqlite';
import { type Call, type Methods, type Outcome, perform, type Reply } from './calls.ts';
import { sqliteCheckpoints } from './checkpoint.ts';
import type { SqliteLog } from './log.ts';
import { describe, verdict } from './verdict.ts';

/**
 * Runs many writes as one transaction: one fsync for all of them. All are answered together, after it.
 *
 * A write that throws for a reason of its own must not fail its neighbours: the batch is rolled back and
 * its writes run again one by one. After a failed fsync nothing is tried again (see `verdict`).
 */
export function groupCommit(db: DatabaseSync, methods: Methods, log: SqliteLog) {
  const checkpoints = sqliteCheckpoints(db);
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
    undo();
    if (kind === 'refused') return unavailable(calls, reason);
    return calls.length === 1 ? [{ failed: reason }] : calls.flatMap((call) => commit([call]));
  }

  /** What was remembered of a transaction that did not happen must go with it. */
  function undo(): void {
    // A COMMIT that failed may have ended the transaction already.
    if (db.isTransaction) db.exec('ROLLBACK');
    log.reload();
  }

  /**
   * A commit of its own: nobody's answer waits for it, nor for the disk, which has it with the next batch. A loss of
   * power before that takes places alone, and they are given again.
   */
  function place(): void {
    db.exec('PRAGMA synchronous = NORMAL');
    try {
      db.exec('BEGIN IMMEDIATE');
      log.place();
      db.exec('COMMIT');
    } catch (error) {
      // Without room it is for later: what has no place yet is found as well.
      if (verdict(error) !== 'refused') throw error;
      undo();
    }
    db.exec('PRAGMA synchronous = FULL');
  }

  return {
    run(calls: readonly Call[]): Reply {
      const outcomes = commit(calls);
      return broken === undefined ? { outcomes } : { outcomes, broken };
    },

    /**
     * What is to be done between two batches, once the first one's answers have left: meanwhile the event loop
     * has them to send. What is found here concerns the writes to come; it is said if the medium is broken.
     */
    tidy(): Reply | undefined {
      if (broken !== undefined) return undefined;
      try {
        if (log.isBehind) place();
        checkpoints.finish();
        return undefined;
      } catch (error) {
        broken = describe(error);
        return { outcomes: [], broken };
      }
    },
  };
}

function unavailable(calls: readonly Call[], reason: string): Outcome[] {
  return calls.map(() => ({ unavailable: reason }));
}
