import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { sqliteCheckpoints } from './checkpoint.ts';
import { openWriter } from './connection.ts';

let directory: string;
let writer: DatabaseSync;
let mover: DatabaseSync;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chateau-checkpoint-'));
  const file = join(directory, 'pages.db');
  writer = openWriter(file);
  writer.exec('CREATE TABLE pages (content)');
  mover = openWriter(file);
});
afterEach(() => {
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

  test('let the writer begin the log anew when the last few pages are moved', () => {
    fill(10_000);
    sqliteCheckpoints(mover).moveMost();
    fill(500);
    sqliteCheckpoints(writer).finish();
    fill(1);
    expect(pages().log).toBeLessThan(10);
  });

  test('wait for those who read what was there before', () => {
    fill(100);
    mover.exec('BEGIN; SELECT count(*) FROM pages');
    fill(3_000);
    sqliteCheckpoints(writer).finish();
    sqliteCheckpoints(writer).moveMost();
    const { log, checkpointed } = pages();
    expect(checkpointed).toBeLessThan(log);
    mover.exec('COMMIT');
    sqliteCheckpoints(writer).moveMost();
    expect(pages().checkpointed).toBe(pages().log);
  });
});

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
