import type { DatabaseSync } from 'node:sqlite';
import { sqlitePlaces } from './places.ts';
import type { IndexedMessage, SearchIndex } from './search-index.ts';

/** Entries of one step, and the work (in letters put in) after which it ends early: a search waits for no more. */
const STEP = 512;
const WORK = 60_000;

export interface Step {
  /** Whether there is more to do. */
  readonly isBehind: boolean;
  /** Entries that the log has got since the step before. */
  readonly grown: number;
}

interface EntryRow extends IndexedMessage {
  readonly id: number;
  readonly kind: string;
  readonly target: number | null;
  /** Whether it is a message that says something. */
  readonly says: number;
}

const COLUMNS = `entries.id, kind, target, chat, at, sender, content,
  kind = 'message' AND deleted = 0 AND erased_at IS NULL AS says`;

/**
 * Brings the index to where the log is, in steps. A step is one transaction of the index, and the position is in it: it
 * happens as a whole or is made again.
 *
 * An entry only says which message to look at. What goes into the index is the message as it is by then, so that no
 * harm is done by one entry after another about it, or by one that is seen late.
 */
export function sqliteFollower(log: DatabaseSync, db: DatabaseSync, index: SearchIndex) {
  const places = sqlitePlaces(log);
  const entries = (which: string) =>
    log.prepare(
      `SELECT ${COLUMNS} FROM entries LEFT JOIN people ON people.id = sender WHERE ${which}`,
    );
  const after = entries('entries.id > ? ORDER BY entries.id LIMIT ?');
  const one = entries('entries.id = ?');
  const newest = log.prepare('SELECT coalesce(max(id), 0) AS id FROM entries');
  const entryAt = log.prepare('SELECT chat, seq, at, sender FROM entries WHERE id = ?');
  const countErased = log.prepare(
    'SELECT count(*) AS count FROM people WHERE erased_at IS NOT NULL',
  );
  const erased = log.prepare('SELECT id FROM people WHERE erased_at IS NOT NULL');

  let lastSeen = index.position;

  /** The message that an entry is about, if it is about one. */
  function subject(row: EntryRow): EntryRow | undefined {
    const { kind, chat, target } = row;
    switch (kind) {
      case 'message':
        return row;
      case 'edit':
      case 'delete': {
        const entry = target === null ? undefined : places.entry(chat, target);
        return entry && (one.get(entry.id) as unknown as EntryRow);
      }
      default:
        return undefined;
    }
  }

  function nameOf(position: number): string {
    return Object.values(entryAt.get(position) ?? {}).join(' ');
  }

  function follow(rows: readonly EntryRow[]): number {
    const looked = new Set<number>();
    const put: EntryRow[] = [];
    let reached = 0;
    let work = 0;
    for (const row of rows) {
      const message = subject(row);
      if (message && !looked.has(message.id)) {
        looked.add(message.id);
        if (message.says) {
          // Before its own entry nothing can have brought it here.
          work += index.put(message.id, message, message === row);
          put.push(message);
        } else work += index.remove(message.id);
      }
      reached = row.id;
      if (work > WORK) break;
    }
    index.noteTimes(put);
    index.moveTo(reached, nameOf(reached));
    return reached;
  }

  /** Whoever was erased has left no entry that says so. */
  function forgotten(): number[] {
    const { count } = countErased.get() as { count: number };
    if (count === index.countErased()) return [];
    const known = new Set(index.erased());
    return (erased.all() as { id: number }[]).map(({ id }) => id).filter((id) => !known.has(id));
  }

  function forget(person: number): void {
    let work = 0;
    while (work <= WORK) {
      const id = index.anyOf(person);
      if (id === undefined) {
        index.noteErased(person);
        return;
      }
      work += index.remove(id);
    }
  }

  function transact(work: () => void): void {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    /** Whether the index was made from this log, and not from one that has had another end. */
    isOfThisLog: () => index.last === nameOf(index.position),

    step(): Step {
      const { id } = newest.get() as { id: number };
      const grown = id - lastSeen;
      lastSeen = id;
      const [person] = forgotten();
      if (person !== undefined) {
        transact(() => forget(person));
        return { isBehind: true, grown };
      }
      const rows = after.all(index.position, STEP) as unknown as EntryRow[];
      let reached = id;
      if (rows.length > 0) {
        transact(() => {
          reached = follow(rows);
        });
      }
      return { isBehind: reached < id, grown };
    },
  };
}
