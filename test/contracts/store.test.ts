import { describe, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { memoryStore } from '../../server/src/adapters/memory/store.ts';
import { openSqliteStore } from '../../server/src/adapters/sqlite/store.ts';
import type { Lasting, Opened } from './store/given.ts';
import { lastingStoreContract, storeContract } from './store.ts';

storeContract('memory', openMemory, { stories: 300 });
storeContract('sqlite', openSqlite, { stories: 15 });
lastingStoreContract('sqlite', openSqlite);

async function openMemory(): Promise<Opened> {
  const { store, refuse } = memoryStore();
  return {
    store,
    async refusing(body) {
      refuse('the test says so');
      await body().finally(() => refuse(undefined));
    },
    close: () => store.close(),
  };
}

async function openSqlite(): Promise<Lasting> {
  const directory = await mkdtemp(join(tmpdir(), 'chateau-store-'));
  return sqliteIn(directory);
}

function sqliteIn(directory: string): Lasting {
  const store = openSqliteStore({
    clock: { now: () => 0, every: () => () => {} },
    looks: { version: '1', of: (name) => [name] },
    directory,
    onBroken: (reason) => {
      throw new Error(`the medium is fine, but the store says: ${reason}`);
    },
  });
  return {
    store,
    refusing: (body) => whileLocked(join(directory, 'chateau.db'), body),
    async reopen() {
      await store.close();
      return sqliteIn(directory);
    },
    async close() {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Another program writes and does not finish: after a while the store gives up waiting for it. */
async function whileLocked(file: string, body: () => Promise<void>): Promise<void> {
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  await body().finally(() => other.close());
}

describe('sqlite: two directories', () => {
  test('hold two histories', async () => {
    const [one, other] = [await openSqlite(), await openSqlite()];
    expect(one.store.epoch).not.toBe(other.store.epoch);
    await one.close();
    await other.close();
  });
});
