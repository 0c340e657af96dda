import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type Migration, migrate, readMigrations, SchemaRefused } from './migrate.ts';

const people = migration(1, 'people', 'CREATE TABLE people (name TEXT)');
const chats = migration(2, 'chats', 'CREATE TABLE chats (name TEXT)');

let db: DatabaseSync;
beforeEach(() => {
  db = new DatabaseSync(':memory:');
});
afterEach(() => db.close());

describe('migrating', () => {
  test('a fresh database gets every table', () => {
    migrate(db);
    const ours = [
      'accounts',
      'answers',
      'blocks',
      'chats',
      'ended',
      'entries',
      'erasures',
      'facts',
      'invitations',
      'looks',
      'mentions',
      'mutes',
      'names',
      'people',
      'places',
      'reactions',
      'reports',
      'seats',
      'stays',
      'tokens',
    ];
    expect(tables()).toEqual(expect.arrayContaining(ours));
    expect(applied()).toEqual(readMigrations().map(({ number }) => number));
  });

  test('a second start changes nothing', () => {
    migrate(db);
    const before = schema();
    migrate(db);
    expect(schema()).toEqual(before);
    expect(applied()).toHaveLength(readMigrations().length);
  });

  test('a database of an earlier version keeps its rows and gets what is new', () => {
    migrate(db, [people]);
    db.exec("INSERT INTO people VALUES ('ada')");
    migrate(db, [people, chats]);
    expect(db.prepare('SELECT name FROM people').get()).toEqual({ name: 'ada' });
    expect(tables()).toContain('chats');
    expect(applied()).toEqual([1, 2]);
  });

  test('reactions of before are since the last entry that has put them there', () => {
    db.exec('PRAGMA foreign_keys = OFF');
    migrate(db, readMigrations().slice(0, 3));
    const insert = db.prepare(
      "INSERT INTO entries (chat, seq, at, sender, kind, content, target) VALUES (1, ?, 1, ?, 'reaction', ?, 1)",
    );
    const steps = [
      ...([
        [2, 7, '👍', true],
        [3, 8, '👍', true],
        [4, 7, '👍', false],
        [5, 7, '👍', true],
      ] as const),
      ...([[6, 7, '"', true]] as const),
    ];
    for (const [seq, who, reaction, on] of steps)
      insert.run(seq, who, JSON.stringify([reaction, on]));
    db.exec(`INSERT INTO reactions (chat, seq, reaction, person)
             VALUES (1, 1, '👍', 7), (1, 1, '👍', 8), (1, 1, '"', 7), (2, 1, '👍', 7)`);
    migrate(db);
    const since = db.prepare('SELECT chat, person, since FROM reactions ORDER BY since').all();
    expect(since.map((row) => Object.values(row))).toEqual([
      [2, 7, 0],
      [1, 8, 3],
      [1, 7, 5],
      [1, 7, 6],
    ]);
  });

  test('a database of a newer version is refused, and left alone', () => {
    migrate(db, [people, chats]);
    const before = schema();
    expect(() => migrate(db, [people])).toThrow(SchemaRefused);
    expect(() => migrate(db, [people])).toThrow(
      'The database was written by a newer version of Chateau (schema 2, this version knows 1). Install that version or a later one.',
    );
    expect(schema()).toEqual(before);
  });

  test('a migration that was changed after it had been applied is refused', () => {
    migrate(db, [people]);
    const changed = migration(1, 'people', 'CREATE TABLE people (name TEXT, age INTEGER)');
    expect(() => migrate(db, [changed, chats])).toThrow(SchemaRefused);
    expect(() => migrate(db, [changed, chats])).toThrow(/^Migration 1 \(people\) of the database/);
    expect(tables()).not.toContain('chats');
  });

  test('a migration that fails leaves nothing of itself, and those before it stay', () => {
    const broken = migration(2, 'broken', 'CREATE TABLE half (name TEXT); CREATE TABLE people (x)');
    expect(() => migrate(db, [people, broken])).toThrow(/people/);
    expect(db.isTransaction).toBe(false);
    expect(tables()).toEqual(expect.arrayContaining(['people']));
    expect(tables()).not.toContain('half');
    expect(applied()).toEqual([1]);
    migrate(db, [people, chats]);
    expect(applied()).toEqual([1, 2]);
  });
});

describe('reading the migrations', () => {
  test('they come in the order of their numbers, with the names of their files', () => {
    const folder = folderOf('0002_chats.sql', 'notes.txt', '0001_people.sql');
    const read = readMigrations(folder);
    expect(read.map(({ number, name }) => [number, name])).toEqual([
      [1, 'people'],
      [2, 'chats'],
    ]);
  });

  test('a gap in the numbers is refused, and so is a number twice', () => {
    expect(() => readMigrations(folderOf('0001_people.sql', '0003_chats.sql'))).toThrow(
      'migration 0003_chats.sql should have number 2',
    );
    expect(() => readMigrations(folderOf('0001_people.sql', '0001_chats.sql'))).toThrow(
      'migration 0001_people.sql should have number 2',
    );
    expect(() => readMigrations(folderOf('first_people.sql'))).toThrow('should have number 1');
  });
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(...files: string[]): URL {
  const folder = mkdtempSync(join(tmpdir(), 'chateau-migrations-'));
  folders.push(folder);
  for (const file of files) writeFileSync(join(folder, file), `-- ${file}`);
  return pathToFileURL(`${folder}/`);
}

function migration(number: number, name: string, sql: string): Migration {
  return { number, name, sql, checksum: `checksum of ${sql}` };
}

function schema(): unknown[] {
  return db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
}

function tables(): unknown[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map((row) => row['name']);
}

function applied(): unknown[] {
  return db
    .prepare('SELECT number FROM migrations ORDER BY number')
    .all()
    .map((row) => row['number']);
}
