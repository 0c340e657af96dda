import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { NewMessage, Store } from '../../ports/store.ts';
import { DirectoryInUse } from './lock.ts';
import { openSqliteStore } from './store.ts';

/**
 * What is true of this store alone; what every store must do is the contract's (`test/contracts`).
 */

let directory: string;
let file: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-sqlite-'));
  file = join(directory, 'chateau.db');
  store = open();
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

describe('the SQLite store', () => {
  test('keeps its directory for itself until it is closed, and may be closed twice', async () => {
    expect(open).toThrow(DirectoryInUse);
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
    const message = longMessage(reader);
    let [before, pages] = [0, 0];
    while (pages >= before) {
      await Promise.all(Array.from({ length: 200 }, () => store.append(message)));
      expect((await store.findToken('token', 1))?.id).toBe(reader);
      before = pages;
      pages = logPages();
    }
    expect(statSync(file).size).toBeGreaterThan(before * 2_000);
  }, 60_000);

  test('leaves one file behind when it is closed, and no log', async () => {
    await someone();
    await store.close();
    expect(() => statSync(`${file}-wal`)).toThrow();
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
    store = open();
  });
});

function open(): Store {
  return openSqliteStore({
    directory,
    onBroken: (reason) => {
      throw new Error(`the medium is fine, but the store says: ${reason}`);
    },
  });
}

function someone(): Promise<string> {
  const name = { name: 'ada', canon: 'ada', looks: ['ada'] };
  return store.addGuest({
    name,
    keepsName: false,
    tokenHash: 'token',
    device: '',
    at: 1,
    expiresAt: 2,
  });
}

function logPages(): number {
  const db = new DatabaseSync(file);
  try {
    return (db.prepare('PRAGMA wal_checkpoint(NOOP)').get() as { log: number }).log;
  } finally {
    db.close();
  }
}

function longMessage(sender: string): NewMessage {
  return { to: { chat: 'c1' }, sender, content: 'long '.repeat(1_000), at: 1 };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
