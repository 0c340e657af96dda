import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../../ports/store.ts';
import { openWriter } from './connection.ts';
import { lockDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { StorageThread } from './thread.ts';

export interface SqliteOptions {
  readonly directory: string;
  /** The medium failed for good: nothing more is stored, and the process should end. */
  readonly onBroken: (reason: string) => void;
}

/**
 * The embedded store: one file, written by one thread and read by another.
 * Throws `DirectoryInUse`, `SchemaRefused`, or what the file system says.
 */
export function openSqliteStore({ directory, onBroken }: SqliteOptions): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  const file = join(directory, 'chateau.db');
  const epoch = prepare(file);
  const writer = new StorageThread({ role: 'writer', file }, onBroken);
  const reader = new StorageThread({ role: 'reader', file }, onBroken);

  return {
    epoch,
    addGuest: (guest) => writer.call('addGuest', guest),
    resume: (claim) => writer.call('resume', claim),
    releaseNames: (people) => writer.call('releaseNames', people),
    addGroup: (group) => writer.call('addGroup', group),
    openDirect: (one, other, at) => writer.call('openDirect', one, other, at),
    append: (message) => writer.call('append', message),
    probe: () => writer.call('probe'),
    findToken: (hash, now) => reader.call('findToken', hash, now),
    findKeyed: (sender, key) => reader.call('findKeyed', sender, key),
    findDirect: (one, other) => reader.call('findDirect', one, other),
    groupsOf: (person) => reader.call('groupsOf', person),
    keptGuests: () => reader.call('keptGuests'),
    async close() {
      await Promise.all([writer.end(), reader.end()]);
      unlock();
    },
  };
}

/** Schema, epoch, and the names that ended with the last run: before anything else uses the file. */
function prepare(file: string): string {
  const db = openWriter(file);
  try {
    migrate(db);
    db.exec('BEGIN IMMEDIATE');
    releaseUnkeptNames(db);
    db.prepare("INSERT OR IGNORE INTO facts VALUES ('epoch', ?)").run(randomUUID());
    db.exec('COMMIT');
    const { value } = db.prepare("SELECT value FROM facts WHERE name = 'epoch'").get() as {
      value: string;
    };
    return value;
  } finally {
    db.close();
  }
}

/** No connection outlives a process, so whoever's name was not kept has lost it. */
function releaseUnkeptNames(db: DatabaseSync): void {
  const unkept = `person IS NOT NULL
    AND (SELECT keeps_name FROM people WHERE people.id = names.person) = 0`;
  db.exec(`DELETE FROM looks WHERE canon IN (SELECT canon FROM names WHERE ${unkept})`);
  db.exec(`DELETE FROM names WHERE ${unkept}`);
}
