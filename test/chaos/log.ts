import { copyFileSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { chatId } from '../../server/src/adapters/sqlite/ids.ts';
import { type Heard, read as readMessage } from './history.ts';

/** What the file of a stopped server says, read without the server. */
export interface Stored {
  /** Every entry of every chat, in the order in which it was stored. */
  readonly log: Heard[];
  readonly groups: string[];
}

/** Reads a copy: opening a database settles its log, which is for the server to do. */
export async function readStored(data: string): Promise<Stored> {
  const copy = await mkdtemp(join(tmpdir(), 'chateau-copy-'));
  try {
    for (const file of ['chateau.db', 'chateau.db-wal']) {
      if (existsSync(join(data, file))) copyFileSync(join(data, file), join(copy, file));
    }
    return read(join(copy, 'chateau.db'));
  } finally {
    await rm(copy, { recursive: true });
  }
}

function read(file: string): Stored {
  const db = new DatabaseSync(file);
  try {
    examine(db);
    const entries = db
      .prepare(
        `SELECT chat, seq, people.name AS sender, content
           FROM entries JOIN people ON people.id = entries.sender ORDER BY entries.id`,
      )
      .all() as { chat: number; seq: number; sender: string; content: string }[];
    const groups = db.prepare('SELECT name FROM chats WHERE name IS NOT NULL').all() as {
      name: string;
    }[];
    return {
      log: entries.map(({ chat, content, ...entry }) => ({
        chat: chatId(chat),
        content: readMessage(content),
        ...entry,
      })),
      groups: groups.map(({ name }) => name),
    };
  } finally {
    db.close();
  }
}

function examine(db: DatabaseSync): void {
  const { integrity_check: health } = db.prepare('PRAGMA integrity_check').get() as {
    integrity_check: string;
  };
  if (health !== 'ok') throw new Error(`the database is damaged: ${health}`);
  const misplaced = db
    .prepare(
      `SELECT entries.id FROM entries LEFT JOIN places ON places.entry = entries.id
        WHERE entries.id <= (SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'placed')
          AND (places.chat, places.seq) IS NOT (entries.chat, entries.seq)
       UNION ALL
       SELECT entry FROM places LEFT JOIN entries ON entries.id = entry WHERE entries.id IS NULL`,
    )
    .all();
  if (misplaced.length > 0) throw new Error(`${misplaced.length} entries have no or a wrong place`);
}
