import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { READS, SEARCHES, WRITES } from './calls.ts';
import { openWriter } from './connection.ts';
import { lockDirectory } from './lock.ts';
import { migrate } from './migrate.ts';
import { StorageThread } from './thread.ts';
import { verdict } from './verdict.ts';

export interface SqliteOptions {
  readonly directory: string;
  readonly clock: Clock;
  /** How look-alike keys are made, and the version of the data that they are made from. */
  readonly looks: { readonly version: string; of(name: string): readonly string[] };
  /** The medium failed for good: nothing more is stored, and the process should end. */
  readonly onBroken: (reason: string) => void;
}

/**
 * The embedded store: one file and five threads. One writes, two read, one searches, and one moves what was
 * written out of the write-ahead log. The search index is a file of its own, made anew where it is missing.
 * Throws `DirectoryInUse`, `SchemaRefused`, or what the file system says.
 */
export function openSqliteStore({ directory, clock, looks, onBroken }: SqliteOptions): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(directory);
  const file = join(directory, 'chateau.db');
  const epoch = prepare(file, clock, looks);
  // Whichever of them finds the medium broken, nothing more is written.
  const broke = (reason: string) => {
    writer.distrust(reason);
    onBroken(reason);
  };
  const writer = new StorageThread({ role: 'writer', file }, broke);
  // Two, because a crowd that comes back after a restart asks for little but reads.
  const readers = [
    new StorageThread({ role: 'reader', file }, broke),
    new StorageThread({ role: 'reader', file }, broke),
  ];
  const index = join(directory, 'search.db');
  const searcher = new StorageThread({ role: 'searcher', file, index }, broke);
  const mover = new StorageThread({ role: 'mover', file }, broke);

  return {
    epoch,
    ...(calling([writer], WRITES) as Pick<Store, (typeof WRITES)[number]>),
    ...(calling(readers, READS) as Pick<Store, (typeof READS)[number]>),
    ...(calling([searcher], SEARCHES) as Pick<Store, (typeof SEARCHES)[number]>),
    async close() {
      await Promise.all([mover, searcher, ...readers].map((thread) => thread.end()));
      await writer.end();
      unlock();
    },
  };
}

/** The methods of the port that some threads answer, each a call to the one that has least to do. */
function calling(threads: readonly StorageThread[], methods: readonly string[]): object {
  const calls = methods.map((method) => [
    method,
    (...args: unknown[]) => idlest(threads).call(method, ...args),
  ]);
  return Object.fromEntries(calls);
}

// A loop: every message comes by here, and a closure for each was a twentieth of the event loop's time.
function idlest(threads: readonly StorageThread[]): StorageThread {
  let best = threads[0] as StorageThread;
  for (const thread of threads) if (thread.load < best.load) best = thread;
  return best;
}

/** Schema, epoch, and what ended with the last run: before anything else uses the file. */
function prepare(file: string, clock: Clock, looks: SqliteOptions['looks']): string {
  const db = openWriter(file);
  try {
    migrate(db);
    db.exec('BEGIN IMMEDIATE');
    releaseUnkeptNames(db);
    db.prepare('DELETE FROM tokens WHERE expires_at <= ?').run(clock.now());
    renewLooks(db, looks);
    db.prepare("INSERT OR IGNORE INTO facts VALUES ('epoch', ?)").run(randomUUID());
    db.exec('COMMIT');
    settleLog(db);
    const { value } = db.prepare("SELECT value FROM facts WHERE name = 'epoch'").get() as {
      value: string;
    };
    return value;
  } finally {
    db.close();
  }
}

/**
 * Moves what the last run left in the log into the database. After a failed fsync the log may show what
 * only the kernel's memory has, and no later fsync of it would tell. Copied and synced once more, it is
 * on the disk before anybody is answered from it. Closing does that too, but swallows a failure.
 */
function settleLog(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    // A full disk: reads go on, and the log is as good as it was.
    if (verdict(error) !== 'refused') throw error;
  }
}

/** No connection outlives a process, so whoever's name was not kept has lost it. */
function releaseUnkeptNames(db: DatabaseSync): void {
  const unkept = `person IS NOT NULL
    AND (SELECT keeps_name FROM people WHERE people.id = names.person) = 0
    AND person NOT IN (SELECT person FROM accounts)`;
  db.exec(`DELETE FROM looks WHERE canon IN (SELECT canon FROM names WHERE ${unkept})`);
  db.exec(`DELETE FROM names WHERE ${unkept}`);
}

/** Keys made from other data would not find one another, so those of another version are made anew. */
function renewLooks(db: DatabaseSync, { version, of }: SqliteOptions['looks']): void {
  const made = db.prepare("SELECT value FROM facts WHERE name = 'looks'").get();
  if (made?.['value'] === version) return;
  const named = db.prepare(
    `SELECT canon, coalesce(people.name, chats.name) AS name
       FROM names LEFT JOIN people ON people.id = person LEFT JOIN chats ON chats.id = chat`,
  );
  const insert = db.prepare('INSERT OR IGNORE INTO looks (look, canon) VALUES (?, ?)');
  db.exec('DELETE FROM looks');
  for (const { canon, name } of named.all() as { canon: string; name: string }[]) {
    for (const look of of(name)) insert.run(look, canon);
  }
  db.prepare("INSERT OR REPLACE INTO facts VALUES ('looks', ?)").run(version);
}
