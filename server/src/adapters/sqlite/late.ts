import type { DatabaseSync } from 'node:sqlite';

/** An entry that has no place yet. */
export interface Late {
  readonly id: number;
  readonly seq: number;
}

const NONE: readonly Late[] = [];

/**
 * The entries without a place, by chat: remembered from one read to the next, because most reads find the same thousand
 * and each would have to look through them. Only for a connection that does not write: what it has read once
 * is never undone.
 */
export function sqliteLate(db: DatabaseSync) {
  const readPlaced = db.prepare(
    "SELECT CAST(value AS INTEGER) AS entry FROM facts WHERE name = 'placed'",
  );
  const after = db.prepare('SELECT id, chat, seq FROM entries WHERE id > ? ORDER BY id');
  const byChat = new Map<number, Late[]>();
  let placed = 0;
  let seen = 0;

  /** To be called within the moment that is read. */
  return function late(): (chat: number) => readonly Late[] {
    const { entry } = readPlaced.get() as { entry: number };
    if (entry !== placed) {
      byChat.clear();
      placed = entry;
      seen = entry;
    }
    for (const { id, chat, seq } of after.all(seen) as {
      id: number;
      chat: number;
      seq: number;
    }[]) {
      const theirs = byChat.get(chat);
      if (theirs) theirs.push({ id, seq });
      else byChat.set(chat, [{ id, seq }]);
      seen = id;
    }
    return (chat) => byChat.get(chat) ?? NONE;
  };
}
