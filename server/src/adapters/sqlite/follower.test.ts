import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { wordsOf } from '../../ports/search.ts';
import { sqliteFollower } from './follower.ts';
import { faultsOf, SpokenLog } from './search.fixture.ts';
import { openIndexFile, searchIndex } from './search-index.ts';
import { sqliteSearcher } from './searcher.ts';

let log: SpokenLog;
let searcher: ReturnType<typeof sqliteSearcher>;
let [alice, bob, tower] = ['', '', ''];

beforeEach(() => {
  log = new SpokenLog();
  [alice, bob] = [log.person('alice'), log.person('bob')];
  tower = log.group('tower', alice, bob);
  searcher = sqliteSearcher(log.db, log.index);
});
afterEach(() => {
  searcher.close();
  log.close();
});

describe('the index', () => {
  test('has nothing left of what was edited or deleted', () => {
    const edited = log.say(tower, alice, 'the password is xyzzy-ꙮꙮꙮ `code` https://example.org');
    const deleted = log.say(tower, alice, 'the number is 5551234');
    const long = log.say(tower, alice, Array.from({ length: 9_000 }, (_, i) => `${i}`).join(' '));
    follow();
    expect(terms()).toContain('xyz');
    expect(terms()).toContain('ꙮꙮꙮ');
    log.edit(edited, 'never mind');
    log.delete(deleted);
    log.edit(long, 'short');
    follow();
    expect(faultsOf(log)).toEqual([]);
    for (const piece of ['xyz', 'ꙮꙮꙮ', '555', '°link', '°long'])
      expect(terms()).not.toContain(piece);
    searcher.close();
    const bytes = readFileSync(log.index);
    for (const text of ['xyzzy', '5551234', 'ꙮ']) expect(bytes.includes(text)).toBe(false);
  });

  test('has nothing left of whoever was erased, though no entry says so', () => {
    for (let i = 0; i < 300; i++) log.say(tower, i % 2 ? alice : bob, `tea number ${i}`);
    follow();
    log.say(tower, bob, 'not seen yet');
    log.erase(bob);
    follow();
    expect(find('tea', 1_000)).toHaveLength(150);
    expect(terms()).not.toContain('¤2');
    expect(faultsOf(log)).toEqual([]);
    log.erase(alice);
    follow();
    expect(terms()).toEqual([]);
  });

  test('follows messages that were edited before it came to them, and edits of long ago', () => {
    const first = log.say(tower, alice, 'one');
    log.place();
    log.edit(first, 'two');
    const second = log.say(tower, alice, 'three');
    log.edit(second, 'four');
    log.edit(second, 'five');
    follow();
    expect(['one', 'two', 'three', 'four', 'five'].map((word) => find(word))).toEqual([
      [],
      [first],
      [],
      [],
      [second],
    ]);
    log.edit(first, 'six');
    log.delete(second);
    log.delete(second);
    follow();
    expect(['two', 'six', 'five'].map((word) => find(word))).toEqual([[], [first], []]);
    expect(faultsOf(log)).toEqual([]);
  });

  test('goes past entries that are no messages', () => {
    log.db.exec(`INSERT INTO entries (chat, seq, at, sender, kind, content, target) VALUES
      (1, 1, 1, 1, 'members', '{"joined":[],"left":[]}', NULL),
      (1, 2, 1, 1, 'change', '{"name":"teapot"}', NULL),
      (1, 3, 1, 1, 'reaction', '["tea",true]', 1),
      (1, 4, 1, 1, 'edit', '', 99),
      (1, 5, 1, 1, 'delete', '', NULL)`);
    const at = log.say(tower, alice, 'tea');
    follow();
    expect(find('tea')).toEqual([at]);
    expect(find('')).toEqual([at]);
  });

  test('follows in steps, and answers in between', () => {
    for (let i = 0; i < 1_000; i++) log.say(tower, alice, `tea ${i} ${'x'.repeat(380)}`);
    let steps = 0;
    let found = 0;
    while (found < 1_000) {
      searcher.follow();
      steps++;
      const all = searcher.search({ reader: alice, words: ['tea'], limit: 1_000 }).hits.length;
      expect(all).toBeGreaterThan(found);
      found = all;
    }
    expect(steps).toBeGreaterThan(7);
    expect(faultsOf(log)).toEqual([]);
  });

  test('is left alone for a while where much is going on, and not where little is', () => {
    const quiet = searcher.follow() ?? 0;
    expect(quiet).toBeGreaterThan(0);
    log.say(tower, alice, 'tea');
    expect(searcher.follow()).toBe(quiet);
    // What is put in together takes less work, and is still to be found within a second.
    for (let i = 0; i < 50; i++) log.say(tower, alice, 'tea');
    expect(searcher.follow()).toBeWithin(quiet + 1, 1_000);
    expect(searcher.follow()).toBe(quiet);
    for (let i = 0; i < 2_000; i++) log.say(tower, alice, 'tea');
    expect(searcher.follow()).toBeGreaterThan(0);
    for (let i = 0; i < 10; i++) log.say(tower, alice, 'tea');
    expect(searcher.follow()).toBe(0);
    for (let i = 0; i < 500; i++) log.say(tower, alice, 'tea');
    expect(searcher.follow()).toBeGreaterThan(0);
  });
});

describe('a step that is not made', () => {
  test('for want of room is made again, and leaves nothing out', () => {
    for (let i = 0; i < 200; i++) log.say(tower, alice, `tea ${i}`);
    searcher.close();
    const db = openIndexFile(log.index, 'one');
    const index = searchIndex(db);
    const follower = sqliteFollower(log.db, db, index);
    follower.step();
    for (let i = 0; i < 200; i++) log.say(tower, alice, `coffee ${i}`);
    const { page_count } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    db.exec(`PRAGMA max_page_count = ${page_count}`);
    expect(() => follower.step()).toThrow('full');
    expect(() => follower.step()).toThrow('full');
    expect(index.position).toBe(200);
    expect(db.isTransaction).toBe(false);
    expect(faultsOf(log)).toEqual([]);
    db.exec('PRAGMA max_page_count = 1000000');
    follower.step();
    db.close();
    expect(faultsOf(log)).toEqual([]);
    expect(find('coffee')).toHaveLength(100);
  });

  test('for want of a lock is made later, and searches are answered meanwhile', () => {
    const at = log.say(tower, alice, 'tea');
    follow();
    log.say(tower, alice, 'coffee');
    const other = new DatabaseSync(log.index);
    other.exec('BEGIN IMMEDIATE');
    expect(searcher.follow()).toBe(1_000);
    expect(find('tea')).toEqual([at]);
    other.exec('COMMIT');
    other.close();
    follow();
    expect(find('coffee')).toEqual([at + 1]);
  });

  test('because the medium fails is said, and no index stays of which nobody knows what is in it', () => {
    log.say(tower, alice, 'tea');
    follow();
    log.say(tower, alice, 'coffee');
    const { run } = StatementSync.prototype;
    StatementSync.prototype.run = () => {
      throw Object.assign(new Error('disk I/O error'), { errcode: 1_034 });
    };
    try {
      expect(() => searcher.follow()).toThrow('disk I/O error');
    } finally {
      StatementSync.prototype.run = run;
    }
    expect(existsSync(log.index)).toBe(false);
  });

  test('by a mistake of ours costs the search and nothing else', () => {
    log.say(tower, alice, 'tea');
    log.db.exec('ALTER TABLE entries RENAME COLUMN deleted TO gone');
    expect(searcher.follow()).toBeUndefined();
    expect(() => find('tea')).toThrow('deleted');
  });
});

describe('a new process', () => {
  test('goes on where the last one was', () => {
    for (let i = 0; i < 600; i++) log.say(tower, alice, `tea ${i}`);
    searcher.follow();
    const before = positionOf();
    expect(before).toBeWithin(1, 600);
    again();
    expect(positionOf()).toBe(before);
    follow();
    expect(faultsOf(log)).toEqual([]);
    expect(positionOf()).toBe(600);
  });

  test('goes on after it was killed at any write, and nothing is left out or there twice', async () => {
    searcher.close();
    const said = Array.from({ length: 2_500 }, (_, i) =>
      log.say(tower, i % 3 ? alice : bob, `tea ${i} ${'x'.repeat(i % 50)}`),
    );
    for (let i = 0; i < 60; i++) {
      const at = said[(i * 7) % said.length] as number;
      if (i % 3) log.edit(at, `coffee ${i}`);
      else log.delete(at);
    }
    // Before there is an index.
    expect(await diesAt(1)).toBe('SIGKILL');
    const positions: number[] = [];
    for (const writes of [2, 3, 300, 987, 988, 1_028, 1_500, 100, 31]) {
      expect(await diesAt(writes)).toBe('SIGKILL');
      positions.push(positionOf());
      expect(faultsOf(log)).toEqual([]);
    }
    // A step that was not finished is no step.
    expect(positions.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    expect(new Set(positions).size).toBeGreaterThan(3);
    again();
    follow();
    expect(positionOf()).toBe(2_560);
    expect(faultsOf(log)).toEqual([]);
  }, 60_000);

  test('makes an index anew that is damaged, or no index at all', () => {
    const at = log.say(tower, alice, 'tea');
    follow();
    searcher.close();
    writeFileSync(log.index, 'this is no database');
    again();
    follow();
    expect(find('tea')).toEqual([at]);
    searcher.close();
    writeFileSync(log.index, '');
    again();
    follow();
    expect(find('tea')).toEqual([at]);
  });

  test.each([
    ['of other data of the characters', "UPDATE facts SET value = 'old' WHERE name = 'stamp'"],
    ['that began otherwise', 'DELETE FROM facts'],
    ['by another program', 'DROP TABLE facts'],
    ['of another log', "UPDATE facts SET value = '1 1 9 1' WHERE name = 'last'"],
    ['of a log that was longer', "UPDATE facts SET value = '99' WHERE name = 'position'"],
  ])('makes an index anew that is %s', (_, change) => {
    const at = log.say(tower, alice, 'tea');
    follow();
    searcher.close();
    const db = new DatabaseSync(log.index);
    db.exec(`${change}; DELETE FROM texts`);
    db.close();
    again();
    follow();
    expect(find('tea')).toEqual([at]);
    expect(faultsOf(log)).toEqual([]);
  });

  test('makes an index anew where it turns out to be damaged later', () => {
    for (let i = 0; i < 2_000; i++) log.say(tower, alice, `tea ${i}`);
    follow();
    searcher.close();
    const { length } = readFileSync(log.index);
    truncateSync(log.index, length - (length % 4_096) - 40 * 4_096);
    again();
    expect(() => find('tea')).not.toThrow();
    follow();
    expect(find('tea', 3_000)).toHaveLength(2_000);
    expect(faultsOf(log)).toEqual([]);
  });

  test('leaves no index of its own behind where there is none to be had', () => {
    searcher.close();
    expect(existsSync(log.index)).toBe(false);
  });
});

function again(): void {
  searcher.close();
  searcher = sqliteSearcher(log.db, log.index);
}

async function diesAt(writes: number): Promise<unknown> {
  const program = join(import.meta.dir, 'following.fixture.ts');
  const files = [join(log.directory, 'chateau.db'), log.index];
  const child = spawn(process.execPath, [program, ...files, String(writes)], { stdio: 'inherit' });
  const [, signal] = await once(child, 'exit');
  return signal;
}

function positionOf(): number {
  if (!existsSync(log.index)) return 0;
  const db = new DatabaseSync(log.index);
  const fact = db.prepare("SELECT value FROM facts WHERE name = 'position'").get();
  db.close();
  return Number(fact?.['value']);
}

function terms(): string[] {
  const db = new DatabaseSync(log.index);
  db.exec('CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, row)');
  const rows = db.prepare('SELECT term FROM vocabulary').all();
  db.close();
  return rows.map((row) => String(row['term']));
}

/** A busy log is followed slowly: only once it rests is the end of it the end. */
function follow(): void {
  for (let ends = 0; ends < 2; ) ends = searcher.follow() === 0 ? 0 : ends + 1;
}

function find(query: string, limit = 100): number[] {
  const { hits } = searcher.search({ reader: alice, words: wordsOf(query), limit });
  return hits.map(({ position }) => position);
}
