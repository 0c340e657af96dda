import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { chatId, personId } from './ids.ts';
import { PLACE } from './log.ts';
import { migrate } from './migrate.ts';
import { piecesOf } from './pieces.ts';

/** A log to be searched, written by SQL: what the tests of the search rest on is the tables alone. */
export class SpokenLog {
  readonly directory = mkdtempSync(join(tmpdir(), 'chateau-search-'));
  readonly db = openLog(join(this.directory, 'chateau.db'));
  readonly index = join(this.directory, 'search.db');
  #now = 0;

  person(name: string): string {
    const id = this.#insert('people (name, created_at)', name, 0);
    this.db.prepare('INSERT INTO names (canon, person) VALUES (?, ?)').run(name.toLowerCase(), id);
    return personId(id);
  }

  group(name: string, ...people: string[]): string {
    return this.#chat(this.#insert('chats (name, created_at)', name, 0), people);
  }

  direct(one: string, other: string): string {
    const rows = [row(one), row(other)];
    const id = this.#insert(
      'chats (low, high, created_at)',
      Math.min(...rows),
      Math.max(...rows),
      0,
    );
    return this.#chat(id, [one, other]);
  }

  #chat(id: number, people: readonly string[]): string {
    for (const person of people) this.seat(chatId(id), person);
    return chatId(id);
  }

  seat(chat: string, person: string, from = 1): void {
    this.#insert('seats (person, chat, from_seq)', row(person), row(chat), from);
  }

  /** Position of the new message. */
  say(chat: string, sender: string, content: string, at = ++this.#now): number {
    return this.#entry(chat, sender, 'message', { at, content });
  }

  edit(position: number, content: string): void {
    const { chat, seq, sender } = this.#sayingAt(position);
    this.db.prepare('UPDATE entries SET content = ? WHERE id = ?').run(content, position);
    this.#entry(chatId(chat), personId(sender), 'edit', { target: seq });
  }

  delete(position: number): void {
    const { chat, seq, sender } = this.#sayingAt(position);
    this.#tombstone('id = ?', position);
    this.#entry(chatId(chat), personId(sender), 'delete', { target: seq });
  }

  /** As the store does it: no entry tells. */
  erase(person: string): void {
    this.#tombstone("sender = ? AND kind = 'message'", row(person));
    this.db.prepare("UPDATE people SET name = '', erased_at = 1 WHERE id = ?").run(row(person));
  }

  /** Gives all entries so far their place. */
  place(): void {
    this.db.exec(`
      ${PLACE} WHERE id > (SELECT coalesce(max(entry), 0) FROM places);
      UPDATE facts SET value = (SELECT coalesce(max(id), 0) FROM entries) WHERE name = 'placed'`);
  }

  /** Nothing was ever said. */
  forgetAll(): void {
    this.db.exec(`
      DELETE FROM entries; DELETE FROM places; UPDATE facts SET value = '0' WHERE name = 'placed'`);
  }

  close(): void {
    this.db.close();
    rmSync(this.directory, { recursive: true });
  }

  #tombstone(which: string, value: number): void {
    this.db.prepare(`UPDATE entries SET content = '', deleted = 1 WHERE ${which}`).run(value);
  }

  #sayingAt(position: number): { chat: number; seq: number; sender: number } {
    const found = this.db
      .prepare('SELECT chat, seq, sender FROM entries WHERE id = ?')
      .get(position);
    return found as { chat: number; seq: number; sender: number };
  }

  #entry(
    chat: string,
    sender: string,
    kind: string,
    {
      at = ++this.#now,
      content = '',
      target = null,
    }: { at?: number; content?: string; target?: number | null },
  ): number {
    const last = this.db.prepare('SELECT coalesce(max(seq), 0) AS seq FROM entries WHERE chat = ?');
    const { seq } = last.get(row(chat)) as { seq: number };
    const columns = 'entries (chat, seq, at, sender, kind, content, target)';
    return this.#insert(columns, row(chat), seq + 1, at, row(sender), kind, content, target);
  }

  #insert(columns: string, ...values: (string | number | null)[]): number {
    const marks = values.map(() => '?').join();
    const { lastInsertRowid } = this.db
      .prepare(`INSERT INTO ${columns} VALUES (${marks})`)
      .run(...values);
    return Number(lastInsertRowid);
  }
}

function openLog(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF');
  migrate(db);
  db.exec("INSERT INTO facts VALUES ('epoch', 'one')");
  return db;
}

const row = (id: string) => Number.parseInt(id.slice(1), 36);

/**
 * What is wrong with an index: pieces of a message that it should not have or lacks, and messages that are not in it as
 * the log has them, as far as its position reaches.
 */
export function faultsOf(log: SpokenLog, file = log.index): string[] {
  const db = new DatabaseSync(file);
  db.exec(`ATTACH '${join(log.directory, 'chateau.db')}' AS log;
    CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, instance)`);
  const texts = db.prepare('SELECT id, chat, sender, content FROM texts').all() as {
    id: number;
    chat: number;
    sender: number;
    content: string;
  }[];
  const expected = texts.flatMap((text) =>
    piecesOf(text)
      .split(' ')
      .map((piece) => `${text.id} ${piece}`),
  );
  const found = db.prepare('SELECT term, doc FROM vocabulary').all();
  const there = found.map((piece) => `${piece['doc']} ${piece['term']}`);
  const missing = db
    .prepare(
      `SELECT * FROM (
       SELECT id, chat, sender, content, at FROM log.entries
        WHERE kind = 'message' AND deleted = 0
          AND id <= (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'position')
       EXCEPT SELECT id, chat, sender, content, at FROM texts)`,
    )
    .all();
  db.exec("INSERT INTO search (search) VALUES ('integrity-check')");
  db.close();
  return [
    ...[...new Set(there).difference(new Set(expected))].map((piece) => `left behind: ${piece}`),
    ...[...new Set(expected).difference(new Set(there))].map((piece) => `lacks: ${piece}`),
    ...missing.map((message) => `not indexed: ${JSON.stringify(message)}`),
  ];
}
