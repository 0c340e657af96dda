import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { bySender, type Message, piecesOf, SCHEME } from './pieces.ts';
import { isDamage } from './verdict.ts';

/**
 * The search index, in a file of its own: it can be made anew from the log at any time, so nothing that happens to it
 * harms a message, and its commits keep no message waiting.
 *
 * What a message was indexed with has to be known to be taken out again, so its content is kept beside it. Taken out, it
 * is gone at once (`secure-delete`, and `secure_delete` for pages that come free): what somebody has deleted cannot be put
 * together from pieces.
 */
const SCHEMA = `
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE texts (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, at INTEGER NOT NULL, sender INTEGER NOT NULL, content TEXT NOT NULL
  );
  CREATE VIRTUAL TABLE search USING fts5(pieces, content = '', detail = 'none', tokenize = 'ascii');
  INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
  -- From when to when the messages of so many entries are. Times may jump, so no entry says it for those after it.
  CREATE TABLE spans (span INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER NOT NULL);
  -- People who were erased, and whose messages are out.
  CREATE TABLE erased (person INTEGER PRIMARY KEY);
  INSERT INTO facts VALUES ('position', '0'), ('last', '');
`;

/** A commit is safe at the next checkpoint only: what a loss of power takes, it takes with the position. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -16000;
`;

/** Entries of one span. */
const SPAN = 4_096;

/** What it takes to put a message in, beside its letters; and how much more to take it out: each piece has its page. */
const ANY = 50;
const REMOVED = 100;

/** An index of another log, or one that was made in another way, finds nothing for us. */
export function openIndexFile(file: string, epoch: string): DatabaseSync {
  const stamp = `${SCHEME} ${process.versions['unicode']} ${epoch}`;
  const isOurs = stampIn(file) === stamp;
  if (!isOurs) removeIndexFile(file);
  const db = new DatabaseSync(file);
  try {
    db.exec(PRAGMAS);
    if (!isOurs) create(db, stamp);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function removeIndexFile(file: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(file + part, { force: true });
}

function create(db: DatabaseSync, stamp: string): void {
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA}`);
  db.prepare("INSERT INTO facts VALUES ('stamp', ?)").run(stamp);
  db.exec('COMMIT');
}

/** `undefined`: there is no index, or none that can be read. */
function stampIn(file: string): string | undefined {
  const db = new DatabaseSync(file);
  try {
    const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'facts'").get();
    const fact = table && db.prepare("SELECT value FROM facts WHERE name = 'stamp'").get();
    return fact?.['value'] as string | undefined;
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  } finally {
    db.close();
  }
}

export interface IndexedMessage extends Message {
  readonly at: number;
}

/** Messages to look at: those that match, of these chats and times, as far as so many rows from the end reach. */
export interface Question {
  readonly match: string | undefined;
  /** JSON: a list. */
  readonly chats: string;
  readonly first: number;
  readonly end: number;
  readonly since: number;
  readonly until: number;
  readonly rows: number;
  readonly limit: number;
}

export interface Candidates {
  /** The newest first. */
  readonly ids: readonly number[];
  /** The oldest row that was looked at; `undefined`: there are no more. */
  readonly reached: number | undefined;
}

export type SearchIndex = ReturnType<typeof searchIndex>;

export function searchIndex(db: DatabaseSync) {
  const getFact = db.prepare('SELECT value FROM facts WHERE name = ?');
  const setFact = db.prepare('UPDATE facts SET value = ? WHERE name = ?');
  const get = db.prepare('SELECT chat, sender, content FROM texts WHERE id = ?');
  const insertText = db.prepare('INSERT INTO texts VALUES (?, ?, ?, ?, ?)');
  const deleteText = db.prepare('DELETE FROM texts WHERE id = ?');
  const insertPieces = db.prepare('INSERT INTO search (rowid, pieces) VALUES (?, ?)');
  const deletePieces = db.prepare(
    "INSERT INTO search (search, rowid, pieces) VALUES ('delete', ?, ?)",
  );
  const widen = db.prepare(
    `INSERT INTO spans VALUES (?, ?, ?) ON CONFLICT DO UPDATE
        SET since = min(since, excluded.since), until = max(until, excluded.until)`,
  );
  const spansOf = db.prepare(
    'SELECT min(span) AS first, max(span) AS last FROM spans WHERE until >= ? AND since < ?',
  );
  const anyOf = db.prepare('SELECT rowid AS id FROM search WHERE search MATCH ? LIMIT 1');
  const noteErased = db.prepare('INSERT INTO erased VALUES (?)');
  const countErased = db.prepare('SELECT count(*) AS count FROM erased');
  const erased = db.prepare('SELECT person FROM erased');
  const among = (rows: string) =>
    db.prepare(
      `WITH seen AS MATERIALIZED (${rows})
       SELECT (SELECT count(*) FROM seen) AS rows, (SELECT min(id) FROM seen) AS reached,
              json_group_array(id) AS ids FROM (
         SELECT seen.id FROM seen CROSS JOIN texts ON texts.id = seen.id
          WHERE chat IN (SELECT value FROM json_each(?5)) AND at >= ?6 AND at < ?7
          ORDER BY seen.id DESC LIMIT ?8)`,
    );
  // Numbers are bound as floating ones, and FTS5 skips rows for the sake of integers alone.
  const matching = among(
    `SELECT rowid AS id FROM search
      WHERE search MATCH ?1 AND rowid < CAST(?2 AS INTEGER) AND rowid >= CAST(?3 AS INTEGER)
      ORDER BY rowid DESC LIMIT ?4`,
  );
  const newest = among(
    `SELECT id FROM texts WHERE ?1 IS NULL AND id < ?2 AND id >= ?3 ORDER BY id DESC LIMIT ?4`,
  );

  function find(id: number): Message | undefined {
    return get.get(id) as Message | undefined;
  }

  /** The work that it was. */
  function remove(id: number, message = find(id)): number {
    if (!message) return 0;
    deletePieces.run(id, piecesOf(message));
    deleteText.run(id);
    return REMOVED * (ANY + message.content.length);
  }

  return {
    get position(): number {
      return Number((getFact.get('position') as { value: string }).value);
    },
    /** What the log had at the position, so that another log is told from this one. */
    get last(): string {
      return (getFact.get('last') as { value: string }).value;
    },
    moveTo(position: number, last: string): void {
      setFact.run(String(position), 'position');
      setFact.run(last, 'last');
    },

    /** `isNew`: it is known not to be there yet. */
    put(id: number, message: IndexedMessage, isNew: boolean): number {
      const { chat, at, sender, content } = message;
      const before = isNew ? undefined : find(id);
      if (before?.content === content) return ANY;
      const work = before ? remove(id, before) : 0;
      insertPieces.run(id, piecesOf(message));
      insertText.run(id, chat, at, sender, content);
      return work + ANY + content.length;
    },
    /** Of all that was put in, once for many: it costs as much as to put one in. */
    noteTimes(messages: readonly { readonly id: number; readonly at: number }[]): void {
      for (const [span, theirs] of Map.groupBy(messages, ({ id }) => Math.floor(id / SPAN))) {
        const times = theirs.map(({ at }) => at);
        widen.run(span, Math.min(...times), Math.max(...times));
      }
    },
    remove: (id: number) => remove(id),

    countErased: () => (countErased.get() as { count: number }).count,
    erased: () => (erased.all() as { person: number }[]).map(({ person }) => person),
    anyOf: (sender: number) => (anyOf.get(bySender(sender)) as { id: number } | undefined)?.id,
    noteErased: (person: number) => noteErased.run(person),

    /** The messages of that time are among these entries. */
    entriesOf(since: number, until: number): { first: number; end: number } {
      const { first, last } = spansOf.get(since, until) as { first: number; last: number | null };
      return last === null ? { first: 0, end: 0 } : { first: first * SPAN, end: (last + 1) * SPAN };
    },

    candidates({ match, chats, first, end, since, until, rows, limit }: Question): Candidates {
      const statement = match === undefined ? newest : matching;
      const found = statement.get(match ?? null, end, first, rows, chats, since, until, limit) as {
        rows: number;
        reached: number | null;
        ids: string;
      };
      const ids = JSON.parse(found.ids) as number[];
      if (ids.length === limit) return { ids, reached: ids.at(-1) };
      return { ids, reached: found.rows === rows ? (found.reached ?? undefined) : undefined };
    },
  };
}
