import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PLACE } from '../../../server/src/adapters/sqlite/log.ts';

const CONTENT = 64;
const TOKEN_LIFE = 10 * 365 * 86_400_000;
/** When the first entry was said, one each second: 2024-01-01. */
const FIRST = 1_704_067_200_000;
/** Entries that have no place yet, about as many as a server leaves that has been talked on. */
const LATE = 1_000;

/** Where somebody may say something: who, and up to which `seq` it was said. */
export interface Chat {
  readonly row: number;
  readonly members: readonly number[];
  last: number;
}

/** People, chats and entries, put into a database whose schema a server has made: by SQL, which is fast. */
export class Rows {
  readonly #db: DatabaseSync;
  readonly #inserts;
  #said: number;

  constructor(directory: string) {
    const db = new DatabaseSync(join(directory, 'chateau.db'));
    db.exec('PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN');
    this.#db = db;
    this.#said = (
      db.prepare('SELECT coalesce(max(id), 0) AS id FROM entries').get() as { id: number }
    ).id;
    this.#inserts = {
      person: db.prepare('INSERT INTO people (name, created_at) VALUES (?, ?)'),
      name: db.prepare('INSERT INTO names (canon, person, chat) VALUES (?, ?, ?)'),
      account: db.prepare(
        `INSERT INTO accounts (person, source, role, display_name, password_hash, created_at)
          VALUES (?, 'local', 'member', '', 'none', ?)`,
      ),
      token: db.prepare(
        'INSERT INTO tokens (hash, person, device, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
      ),
      chat: db.prepare(
        'INSERT INTO chats (name, low, high, member_count, created_at) VALUES (?, ?, ?, ?, ?)',
      ),
      seat: db.prepare('INSERT INTO seats (person, chat) VALUES (?, ?)'),
      entry: db.prepare(
        "INSERT INTO entries (chat, seq, at, sender, kind, content) VALUES (?, ?, ?, ?, 'message', ?)",
      ),
      read: db.prepare('UPDATE seats SET read_seq = ? WHERE chat = ?'),
    };
  }

  /** Somebody with an account, who can come back with `tokenOf(name)`. */
  person(name: string): number {
    const { person, account, token, ...inserts } = this.#inserts;
    const row = Number(person.run(name, FIRST).lastInsertRowid);
    inserts.name.run(name, row, null);
    account.run(row, FIRST);
    const hash = createHash('sha256').update(tokenOf(name)).digest('hex');
    token.run(hash, row, '', FIRST, Date.now() + TOKEN_LIFE);
    return row;
  }

  group(name: string, members: readonly number[]): Chat {
    const chat = this.#chat([name, null, null], members);
    this.#inserts.name.run(name, null, chat.row);
    return chat;
  }

  direct(one: number, other: number): Chat {
    return this.#chat([null, Math.min(one, other), Math.max(one, other)], [one, other]);
  }

  /** Each in turn says something. */
  say(chat: Chat): void {
    const seq = ++chat.last;
    const sender = chat.members[seq % chat.members.length] as number;
    const content = `message ${++this.#said} `.padEnd(CONTENT, 'and so on ');
    this.#inserts.entry.run(chat.row, seq, FIRST + this.#said * 1_000, sender, content);
  }

  /** All its members have read all of it. */
  read(chat: Chat): void {
    this.#inserts.read.run(chat.last, chat.row);
  }

  /** The server gives places in small steps as it goes. */
  close(): void {
    this.#db.exec(`
      ${PLACE}
        WHERE id > (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'placed')
          AND id <= (SELECT max(id) FROM entries) - ${LATE} ORDER BY chat, seq;
      UPDATE facts SET value = max(CAST(value AS INTEGER), (SELECT max(id) FROM entries) - ${LATE})
        WHERE name = 'placed';
      COMMIT; PRAGMA wal_checkpoint(TRUNCATE)`);
    this.#db.close();
  }

  #chat(names: [string | null, number | null, number | null], members: readonly number[]): Chat {
    const { lastInsertRowid } = this.#inserts.chat.run(...names, members.length, FIRST);
    const row = Number(lastInsertRowid);
    for (const member of members) this.#inserts.seat.run(member, row);
    return { row, members, last: 0 };
  }
}

export function tokenOf(name: string): string {
  return `the token of ${name}`;
}
