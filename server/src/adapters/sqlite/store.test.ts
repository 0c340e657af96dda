import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NewMessage } from '../../ports/logs.ts';
import type { Store } from '../../ports/store.ts';
import { DirectoryInUse } from './lock.ts';
import { openSqliteStore } from './store.ts';

/**
 * What is true of this store alone; what every store must do is the contract's (`test/contracts`).
 */

let directory: string;
let file: string;
let store: Store;
let now: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-sqlite-'));
  file = join(directory, 'chateau.db');
  now = 0;
  store = open();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

describe('the SQLite store', () => {
  test('keeps its directory for itself until it is closed, and may be closed twice', async () => {
    expect(() => open()).toThrow(DirectoryInUse);
    await store.close();
    await store.close();
    store = open();
  });

  test('does not stop the event loop while a write waits for the disk', async () => {
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    let isStored = false;
    const probe = store.probe().then(() => {
      isStored = true;
    });
    for (let turns = 0; turns < 50; turns++) await nextTurn();
    expect(isStored).toBe(false);
    other.exec('COMMIT');
    other.close();
    await probe;
  });

  test('begins its log anew from time to time, while it is being written and read', async () => {
    const reader = await someone();
    const name = { name: 'tea', canon: 'tea', looks: ['tea'] };
    const chat = await store.addGroup({ name, members: [reader], at: 1 });
    const message = longMessage(reader, chat as string);
    let [before, pages] = [0, 0];
    while (pages >= before) {
      await Promise.all(Array.from({ length: 200 }, () => store.append(message)));
      expect((await store.findToken('token', 1))?.holder.id).toBe(reader);
      before = pages;
      pages = logPages();
    }
    expect(statSync(file).size).toBeGreaterThan(before * 2_000);
  }, 60_000);

  test('forgets tokens whose time is over when it is opened', async () => {
    await someone();
    await store.close();
    now = 1;
    store = open();
    expect(await store.findToken('token', 0)).toBeDefined();
    await store.close();
    now = 2;
    store = open();
    expect(await store.findToken('token', 0)).toBeUndefined();
  });

  test('makes look-alike keys anew when the data that they are made from is another version', async () => {
    const claim = (name: string, look: string) => ({ name, canon: name, looks: [look] });
    const group = (name: string, look: string) =>
      store.addGroup({ name: claim(name, look), members: [], at: 1 });
    await group('tower', 'tower');
    await store.close();
    store = open({ version: '2', of: (name) => [name.toUpperCase()] });
    expect(await group('other', 'TOWER')).toBe('taken');
    expect(await group('another', 'tower')).not.toBe('taken');
  });

  test('leaves one file behind when it is closed, and no log', async () => {
    await someone();
    await store.close();
    expect(() => statSync(`${file}-wal`)).toThrow();
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
    store = open();
  });

  test('has nothing left in its files of what was edited, deleted or erased', async () => {
    const [reader, gone] = [await someone(), await someone('bob')];
    const name = { name: 'tea', canon: 'tea', looks: ['tea'] };
    const chat = `${await store.addGroup({ name, members: [reader, gone], at: 1 })}`;
    const say = (sender: string, content: string) =>
      store.append({ to: { chat }, sender, content, at: 1 });
    const isFound = async (word: string) => {
      while ((await store.search({ reader, words: [word], limit: 1 })).hits.length === 0);
    };
    // As short as most, and so long that it takes pages of its own.
    for (const by of [reader, gone]) {
      for (let number = 0; number < 40; number++) await say(by, `secret${number}`);
      await say(by, 'secret '.repeat(5_000));
    }
    await say(reader, 'cake');
    await isFound('cake');
    const change = { by: reader, chat, at: 1, seen: { rank: 'owner' } } as const;
    for (let target = 1; target <= 41; target++) {
      const kind =
        target % 2 ? ({ kind: 'delete' } as const) : ({ kind: 'edit', content: 'x' } as const);
      await store.amend({ ...change, target, change: kind });
    }
    while (!(await store.erase(gone, 2)).isDone);
    await say(reader, 'pie');
    await isFound('pie');
    await store.close();
    const files = readdirSync(directory);
    expect(files).toContain('search.db');
    for (const one of files) {
      const hasIt = readFileSync(join(directory, one)).includes('secret');
      expect({ one, hasIt }).toEqual({ one, hasIt: false });
    }
    store = open();
  });
});

const LOOKS = { version: '1', of: (name: string) => [name] };

function open(looks = LOOKS): Store {
  return openSqliteStore({
    clock: { now: () => now, every: () => () => {} },
    looks,
    directory,
    onBroken: (reason) => {
      throw new Error(`the medium is fine, but the store says: ${reason}`);
    },
  });
}

function someone(who = 'ada'): Promise<string> {
  const name = { name: who, canon: who, looks: [who] };
  const token = { hash: who === 'ada' ? 'token' : who, device: '', at: 1, expiresAt: 2 };
  return store.addGuest({ name, keepsName: false, token });
}

function logPages(): number {
  const db = new DatabaseSync(file);
  try {
    return (db.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number }).log;
  } finally {
    db.close();
  }
}

function longMessage(sender: string, chat: string): NewMessage {
  return { to: { chat }, sender, content: 'long '.repeat(1_000), at: 1 };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
