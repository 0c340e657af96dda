import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { DatabaseSync } from 'node:sqlite';
import { emptyLog } from './log.fixture.ts';
import { type SqliteLog, sqliteLog } from './log.ts';
import { LogDamaged } from './verdict.ts';

/** More than one step of entries: most have their place, some do not yet. */
const MANY = 5_000;
const CHATS = 7;

let db: DatabaseSync;
let log: SqliteLog;

beforeEach(() => {
  ({ db, log } = emptyLog());
});
afterEach(() => db.close());

describe('the log', () => {
  test('numbers each chat on its own, and every entry on its own', () => {
    expect([say(1), say(1), say(2), say(1)]).toEqual([
      { seq: 1, entry: 1, isFirst: true },
      { seq: 2, entry: 2, isFirst: false },
      { seq: 1, entry: 3, isFirst: true },
      { seq: 3, entry: 4, isFirst: false },
    ]);
  });

  test('knows the first message of a chat after a restart, wherever its entries stand', () => {
    for (const chat of [97, 98, 99]) {
      log.append({ chat, at: 1, sender: 1, kind: 'members', content: '{}' });
    }
    say(98);
    sayMany();
    say(97);
    log = sqliteLog(db);
    expect([97, 98, 99, 0].map((chat) => say(chat).isFirst)).toEqual([false, false, true, false]);
    log.reload();
    expect(say(99).isFirst).toBe(false);
  });

  test('goes on numbering after a restart, wherever the last entry of a chat stands', () => {
    sayMany();
    expect(places()).toBeGreaterThan(0);
    expect(places()).toBeLessThan(MANY);
    say(99);
    log = sqliteLog(db);
    expect(say(99).seq).toBe(2);
    for (let chat = 0; chat < CHATS; chat++) expect(say(chat).seq).toBe(entriesOf(chat));
    expect(say(100).seq).toBe(1);
  });

  test('goes on numbering after a chat has been silent for many steps', () => {
    say(99);
    sayMany();
    sayMany();
    log.reload();
    expect(say(99).seq).toBe(2);
  });

  test('that has one number twice is not written to any more', () => {
    sayMany();
    const [chat, seq] = [0, entriesOf(0)];
    db.prepare(
      "INSERT INTO entries (id, chat, seq, at, sender, kind, content) VALUES (?, ?, ?, 1, 1, 'message', 'x')",
    ).run(MANY + 1, chat, seq);
    log.reload();
    expect(sayMany).toThrow(LogDamaged);
  });

  test('takes back what was undone', () => {
    say(1);
    db.exec('BEGIN');
    say(1);
    say(2);
    db.exec('ROLLBACK');
    log.reload();
    expect(say(1)).toEqual({ seq: 2, entry: 2, isFirst: false });
    expect(say(2)).toEqual({ seq: 1, entry: 3, isFirst: true });
  });

  test('takes back a step that was undone', () => {
    while (!log.isBehind) say(1);
    db.exec('BEGIN');
    log.place();
    db.exec('ROLLBACK');
    log.reload();
    expect(places()).toBe(0);
    log.place();
    expect(places()).toBe(entriesOf(1));
    expect(say(1).seq).toBe(places() + 1);
  });

  test('gives every entry its own place, once', () => {
    sayMany();
    const wrong = db
      .prepare(
        `SELECT * FROM places JOIN entries ON entries.id = places.entry
          WHERE (places.chat, places.seq) IS NOT (entries.chat, entries.seq)`,
      )
      .all();
    expect(wrong).toEqual([]);
    const [placed] = db.prepare("SELECT value FROM facts WHERE name = 'placed'").all();
    expect(Number(placed?.['value'])).toBe(places());
  });

  test('catches up step by step after it has fallen far behind', () => {
    for (let time = 0; time < MANY; time++) say(time % CHATS);
    let steps = 0;
    while (log.isBehind) {
      log.place();
      steps++;
    }
    expect(steps).toBeGreaterThan(1);
    expect(say(0).seq).toBe(entriesOf(0));
  });
});

function say(chat: number): ReturnType<SqliteLog['append']> {
  return log.append({ chat, at: 1, sender: 1, kind: 'message', content: 'hello' });
}

/** As the group commit does it: a step whenever there is one to be made. */
function sayMany(): void {
  for (let time = 0; time < MANY; time++) {
    say(time % CHATS);
    if (log.isBehind) log.place();
  }
}

function places(): number {
  return (db.prepare('SELECT count(*) AS number FROM places').get() as { number: number }).number;
}

function entriesOf(chat: number): number {
  const count = db.prepare('SELECT count(*) AS number FROM entries WHERE chat = ?');
  return (count.get(chat) as { number: number }).number;
}
