import type { DatabaseSync } from 'node:sqlite';
import { describe, LogDamaged, verdict } from './verdict.ts';

/** Entries that get their place in one step. More would hold up the batch behind it. */
const STEP = 1_024;
/** Chats whose last `seq` is remembered; the rest are looked up. */
const REMEMBERED_CHATS = 100_000;

/** Gives entries their places, the condition to follow. */
export const PLACE = `INSERT INTO places (chat, seq, entry, says)
  SELECT chat, seq, id, iif(kind = 'message' AND deleted = 0, sender, NULL) FROM entries`;

export type EntryKind = 'message' | 'edit' | 'delete' | 'reaction' | 'members' | 'change';

/** A step of a log that is not there yet. What is neither a message nor a reaction has its content as JSON. */
export interface NewEntry {
  readonly chat: number;
  readonly at: number;
  readonly sender: number;
  readonly kind: EntryKind;
  readonly content: string;
  readonly target?: number | undefined;
}

export type SqliteLog = ReturnType<typeof sqliteLog>;

/**
 * The logs of all chats: appended to in one place, and found by chat and `seq` through `places`, which
 * follows in steps. What is remembered between transactions must be read anew after one is undone.
 */
export function sqliteLog(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO entries (chat, seq, at, sender, kind, content, target) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const lastPlaced = db.prepare('SELECT max(seq) AS seq FROM places WHERE chat = ?');
  const readPlaced = db.prepare(
    "SELECT CAST(value AS INTEGER) AS entry FROM facts WHERE name = 'placed'",
  );
  const readUnplaced = db.prepare(
    `SELECT chat, max(seq) AS seq, max(id) AS entry, max(kind = 'message') AS hasMessage
       FROM entries WHERE id > ? GROUP BY chat`,
  );
  const placedMessage = db.prepare(
    `SELECT 1 FROM places JOIN entries ON entries.id = places.entry
      WHERE places.chat = ? AND kind = 'message' ORDER BY places.seq DESC LIMIT 1`,
  );
  const placeStep = db.prepare(`${PLACE} WHERE id > ? AND id <= ? ORDER BY chat, seq`);
  const writePlaced = db.prepare("UPDATE facts SET value = ? WHERE name = 'placed'");

  /** Has every chat with an entry that has no place yet: there it is the only way to the last `seq`. */
  const lastSeq = new Map<number, number>();
  /** Chats of which it is known that they have a message: among them those with one that has no place yet. */
  const withMessage = new Set<number>();
  /** What else remembers something of the tables. */
  const others: (() => void)[] = [];
  let lastEntry = 0;
  let placed = 0;

  function reload(): void {
    for (const forget of others) forget();
    lastSeq.clear();
    withMessage.clear();
    placed = (readPlaced.get() as { entry: number }).entry;
    lastEntry = placed;
    const unplaced = readUnplaced.all(placed) as {
      chat: number;
      seq: number;
      entry: number;
      hasMessage: number;
    }[];
    for (const { chat, seq, entry, hasMessage } of unplaced) {
      lastSeq.set(chat, seq);
      if (hasMessage) withMessage.add(chat);
      lastEntry = Math.max(lastEntry, entry);
    }
  }

  function last(chat: number): number {
    return lastSeq.get(chat) ?? (lastPlaced.get(chat) as { seq: number | null }).seq ?? 0;
  }

  /** Whether the chat has had no message until now. It is looked up once, and has one from now on. */
  function begins(chat: number, seq: number): boolean {
    if (withMessage.has(chat)) return false;
    withMessage.add(chat);
    return seq === 1 || placedMessage.get(chat) === undefined;
  }

  reload();

  return {
    reload,
    /** To be called too when what is remembered must be read anew. */
    onReload(forget: () => void): void {
      others.push(forget);
    },

    lastSeq: last,

    /** Gives the chat's next `seq`. */
    append({ chat, at, sender, kind, content, target }: NewEntry) {
      const seq = last(chat) + 1;
      const { lastInsertRowid } = insert.run(chat, seq, at, sender, kind, content, target ?? null);
      lastSeq.set(chat, seq);
      lastEntry = Number(lastInsertRowid);
      return { seq, entry: lastEntry, isFirst: kind === 'message' && begins(chat, seq) };
    },

    get isBehind(): boolean {
      return lastEntry - placed >= STEP;
    },

    /** One step, inside a transaction. */
    place(): void {
      const next = Math.min(placed + STEP, lastEntry);
      try {
        placeStep.run(placed, next);
      } catch (error) {
        throw verdict(error) === 'fault' ? new LogDamaged(describe(error)) : error;
      }
      writePlaced.run(String(next));
      placed = next;
      if (lastSeq.size > REMEMBERED_CHATS) reload();
    },
  };
}
