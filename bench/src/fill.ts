import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PLACE } from '../../server/src/adapters/sqlite/log.ts';
import { untilQuiet } from './process.ts';
import { startChateau } from './program.ts';

const PEOPLE = 20_000;
const CHATS = 100_000;
const MESSAGES = 1_000_000;
const CONTENT = 64;
/** When the first of them was said, one each second: 2024-01-01. */
const FIRST = 1_704_067_200_000;

/**
 * Makes a database that has been talked into for long. The server makes the schema; the rows go in by
 * SQL, as fast as the disk takes them. Then the server may do with them what it does with new entries
 * (index them, for instance), so that the measurement does not meet that.
 */
export async function fill(directory: string): Promise<void> {
  await runServer(directory);
  const db = new DatabaseSync(join(directory, 'chateau.db'));
  db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN');
  const firstPerson = addPeople(db);
  const chats = addChats(db, firstPerson);
  addMessages(db, chats);
  givePlaces(db);
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  await runServer(directory);
}

async function runServer(directory: string): Promise<void> {
  const server = await startChateau(directory);
  await untilQuiet(server.pid);
  await server.stop();
}

/** Guests who have left: they are in the log, and nowhere else. */
function addPeople(db: DatabaseSync): number {
  const insert = db.prepare('INSERT INTO people (name, keeps_name, created_at) VALUES (?, 0, ?)');
  const rows = Array.from({ length: PEOPLE }, (_, i) => insert.run(`guest${i}`, FIRST));
  return Number(rows[0]?.lastInsertRowid);
}

type Chat = { row: number; people: [number, number] };

/** Everybody talks with the ten next to them: with five who came before, and five after. */
function addChats(db: DatabaseSync, firstPerson: number): Chat[] {
  const insert = db.prepare('INSERT INTO chats (low, high, created_at) VALUES (?, ?, ?)');
  return Array.from({ length: CHATS }, (_, i) => {
    const one = i % PEOPLE;
    const other = (one + 1 + Math.floor(i / PEOPLE)) % PEOPLE;
    const people: [number, number] = [
      firstPerson + Math.min(one, other),
      firstPerson + Math.max(one, other),
    ];
    return { row: Number(insert.run(...people, FIRST).lastInsertRowid), people };
  });
}

/** All chats go on at once, so that the entries of one lie far apart, as they do in life. */
function addMessages(db: DatabaseSync, chats: readonly Chat[]): void {
  const insert = db.prepare(
    `INSERT INTO entries (chat, seq, at, sender, kind, content) VALUES (?, ?, ?, ?, 'message', ?)`,
  );
  for (let i = 0; i < MESSAGES; i++) {
    const chat = chats[i % CHATS] as Chat;
    const seq = 1 + Math.floor(i / CHATS);
    const sender = chat.people[seq % 2] as number;
    insert.run(
      chat.row,
      seq,
      FIRST + i * 1000,
      sender,
      `message ${i} `.padEnd(CONTENT, 'and so on '),
    );
  }
}

/** The server does this in small steps as it goes. */
function givePlaces(db: DatabaseSync): void {
  db.exec(`${PLACE} ORDER BY chat, seq;
    UPDATE facts SET value = (SELECT max(id) FROM entries) WHERE name = 'placed'`);
}
