import type { DatabaseSync } from 'node:sqlite';
import type { Earlier, Keyed } from '../../ports/store.ts';
import { chatId } from './ids.ts';

/** The keys of requests that have taken effect: looked up by the reader and again inside the commit. */
export function sqliteKeys(db: DatabaseSync) {
  const select = db.prepare(
    `SELECT keys.chat, keys.seq, entries.at, keys.digest, keys.label
       FROM keys JOIN entries ON entries.chat = keys.chat AND entries.seq = keys.seq
      WHERE keys.person = ? AND keys.key = ?`,
  );
  const insert = db.prepare(
    'INSERT INTO keys (person, key, digest, label, chat, seq) VALUES (?, ?, ?, ?, ?, ?)',
  );

  return {
    find(person: number, key: string): Earlier | undefined {
      const row = select.get(person, key) as
        | { chat: number; seq: number; at: number; digest: string; label: string }
        | undefined;
      return row && { ...row, chat: chatId(row.chat) };
    },
    add(person: number, keyed: Keyed, chat: number, seq: number): void {
      insert.run(person, keyed.key, keyed.digest, keyed.label, chat, seq);
    },
  };
}
