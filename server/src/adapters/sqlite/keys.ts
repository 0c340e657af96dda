import type { DatabaseSync } from 'node:sqlite';
import type { Earlier, Keyed } from '../../ports/store.ts';
import { chatId } from './ids.ts';

/** The keys of requests that have taken effect: looked up by the reader and again inside the commit. */
export function sqliteKeys(db: DatabaseSync) {
  const select = db.prepare(
    `SELECT entries.chat, entries.seq, entries.at, keys.digest, keys.label
       FROM keys JOIN entries ON entries.id = keys.entry
      WHERE keys.person = ? AND keys.key = ?`,
  );
  const insert = db.prepare(
    'INSERT INTO keys (person, key, digest, label, entry) VALUES (?, ?, ?, ?, ?)',
  );

  return {
    find(person: number, key: string): Earlier | undefined {
      const row = select.get(person, key) as
        | { chat: number; seq: number; at: number; digest: string; label: string }
        | undefined;
      return row && { ...row, chat: chatId(row.chat) };
    },
    add(person: number, keyed: Keyed, entry: number): void {
      insert.run(person, keyed.key, keyed.digest, keyed.label, entry);
    },
  };
}
