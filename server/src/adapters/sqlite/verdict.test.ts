import { afterAll, expect, describe as suite, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, verdict } from './verdict.ts';

const directory = mkdtempSync(join(tmpdir(), 'chateau-verdict-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

suite('the verdict on an error', () => {
  test('says that room or a lock is missing: a later write may succeed', () => {
    for (const code of [5, 261, 517, 6, 262, 13])
      expect(verdict({ errcode: code })).toBe('refused');
  });

  test('says that a transfer failed: nothing may be tried again', () => {
    const write = 778;
    const fsync = 1034;
    const directoryFsync = 1290;
    for (const code of [10, write, fsync, directoryFsync, 11, 779, 8, 1032, 14, 26]) {
      expect(verdict({ errcode: code })).toBe('broken');
    }
  });

  test('takes missing room for the shared memory as missing room', () => {
    expect(verdict({ errcode: 4874 })).toBe('refused');
    expect(verdict({ errcode: 5386 })).toBe('broken');
  });

  test('says that a mistake of our own is no fault of the medium', () => {
    for (const code of [1, 19, 2067, 20, 25]) expect(verdict({ errcode: code })).toBe('fault');
    for (const thrown of [new TypeError('no such thing'), 'a string', null, undefined]) {
      expect(verdict(thrown)).toBe('fault');
    }
  });

  test('holds for what the database really throws', () => {
    const db = new DatabaseSync(':memory:');
    db.exec('CREATE TABLE t (x UNIQUE); INSERT INTO t VALUES (1); PRAGMA max_page_count = 4');
    expect(verdictOn(() => db.exec('INSERT INTO t VALUES (1)'))).toBe('fault');
    expect(verdictOn(() => db.exec('INSERT INTO u VALUES (1)'))).toBe('fault');
    const fill = 'INSERT INTO t VALUES (zeroblob(100000))';
    expect(verdictOn(() => db.exec(fill))).toBe('refused');
    db.exec('PRAGMA query_only = ON');
    expect(verdictOn(() => db.exec(fill))).toBe('broken');
    db.close();
  });

  test('holds for a file that is no database', () => {
    const file = join(directory, 'no.db');
    writeFileSync(
      file,
      'This is not a database, but it is long enough to be taken for one.'.repeat(20),
    );
    const db = new DatabaseSync(file);
    expect(verdictOn(() => db.exec('SELECT * FROM sqlite_schema'))).toBe('broken');
    db.close();
  });
});

suite('a description', () => {
  test('is the message of an error, or whatever else was thrown', () => {
    expect(describe(new Error('disk I/O error'))).toBe('disk I/O error');
    expect(describe('just a string')).toBe('just a string');
  });
});

function verdictOn(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    return verdict(error);
  }
  return undefined;
}
