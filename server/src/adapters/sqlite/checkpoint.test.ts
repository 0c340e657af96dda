import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { sqliteCheckpoints } from './checkpoint.ts';
import { openReader, openWriter } from './connection.ts';

let directory: string;
let writer: DatabaseSync;
let mover: DatabaseSync;
let reader: DatabaseSync;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-checkpoint-'));
  const file = join(directory, 'pages.db');
  writer = openWriter(file);
  writer.exec('CREATE TABLE pages (content)');
  mover = openWriter(file);
  reader = openReader(file);
});
afterEach(() => {
  reader.close();
  mover.close();
  writer.close();
  rmSync(directory, { recursive: true });
});

describe('the checkpoints', () => {
  test('leave a short log alone', () => {
    fill(500);
    sqliteCheckpoints(mover).moveMost();
    sqliteCheckpoints(writer).finish();
    expect(pages().checkpointed).toBe(0);
  });

  test('move what waits in a long one, beside the writer', () => {
    fill(3_000);
    sqliteCheckpoints(mover).moveMost();
    const { log, checkpointed } = pages();
    expect(log).toBeGreaterThan(3_000);
    expect(checkpointed).toBe(log);
  });

  test('leave the moving to the thread beside the writer while much of it waits', () => {
    fill(10_000);
    sqliteCheckpoints(writer).finish();
    expect(pages().checkpointed).toBe(0);
  });

  test('let the writer move the last few, after which it begins the log anew', () => {
    fill(10_000);
    beginReading();
    fill(500);
    sqliteCheckpoints(mover).moveMost();
    const { log, checkpointed } = pages();
    expect(checkpointed).toBeWithin(10_000, log);
    reader.exec('COMMIT');
    sqliteCheckpoints(writer).finish();
    fill(1);
    expect(pages().log).toBeLessThan(10);
  });

  test('move nothing past what somebody is still reading, and do not fail on it', () => {
    fill(100);
    beginReading();
    fill(3_000);
    sqliteCheckpoints(mover).moveMost();
    expect(pages().checkpointed).toBeLessThan(200);
    reader.exec('COMMIT');
    sqliteCheckpoints(mover).moveMost();
    expect(pages().checkpointed).toBe(pages().log);
  });
});

function beginReading(): void {
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM pages').get();
}

/** About so many pages, in one transaction. */
function fill(count: number): void {
  writer.exec('BEGIN');
  const insert = writer.prepare('INSERT INTO pages VALUES (zeroblob(4000))');
  for (let page = 0; page < count; page++) insert.run();
  writer.exec('COMMIT');
}

function pages(): { log: number; checkpointed: number } {
  const counted = mover.prepare('PRAGMA wal_checkpoint(NOOP)').get();
  return counted as { log: number; checkpointed: number };
}
