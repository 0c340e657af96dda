import type { DatabaseSync } from 'node:sqlite';
import type { Late } from './late.ts';

/** A row of the log as it stands. */
export interface EntryRow {
  readonly id: number;
  readonly seq: number;
  readonly at: number;
  readonly sender: number;
  readonly kind: string;
  readonly content: string;
  readonly target: number | null;
  readonly editedAt: number | null;
  readonly deleted: number;
}

interface Stay {
  readonly first: number;
  readonly last: number;
}

/** First and last `seq` of what somebody may see without a gap. */
export type Stretch = readonly [first: number, last: number];

const COLUMNS = `entries.id, entries.seq, entries.at, entries.sender, entries.kind, entries.content,
  entries.target, entries.edited_at AS editedAt, entries.deleted`;
/** Those after it have no place yet, and are few enough to be looked through. */
export const PLACED = "(SELECT CAST(value AS INTEGER) FROM facts WHERE name = 'placed')";

/**
 * Where the entries of a chat stand, those with a place and the latest ones without. One statement sees both as they
 * are at one moment.
 */
export function sqlitePlaces(db: DatabaseSync) {
  const byId = db.prepare(`SELECT ${COLUMNS} FROM entries WHERE id = ?`);
  const run = (order: 'ASC' | 'DESC', only: string) => {
    const withPlace = `SELECT ${COLUMNS} FROM places JOIN entries ON entries.id = places.entry
          WHERE places.chat = ?1 AND places.seq BETWEEN ?2 AND ?3 ${only}
          ORDER BY places.seq ${order} LIMIT ?4`;
    const placed = db.prepare(withPlace);
    const all = db.prepare(
      `SELECT * FROM (${withPlace})
       UNION ALL SELECT * FROM (
         SELECT ${COLUMNS} FROM entries
          WHERE id > ${PLACED} AND chat = ?1 AND seq BETWEEN ?2 AND ?3 ${only}
          ORDER BY seq ${order} LIMIT ?4)
       ORDER BY seq ${order} LIMIT ?4`,
    );
    const wanted = ({ kind }: EntryRow) => only === '' || kind === 'message';
    return (
      chat: number,
      [from, to]: Stretch,
      limit: number,
      late?: readonly Late[],
    ): EntryRow[] => {
      if (!late) return all.all(chat, from, to, limit) as unknown as EntryRow[];
      const near = late.filter(({ seq }) => from <= seq && seq <= to);
      const take = (ids: readonly Late[], room: number) => {
        const rows: EntryRow[] = [];
        for (let at = 0; at < ids.length && rows.length < room; at++) {
          const row = byId.get(ids[at]?.id ?? 0) as unknown as EntryRow;
          if (wanted(row)) rows.push(row);
        }
        return rows;
      };
      const find = (room: number) =>
        room > 0 ? (placed.all(chat, from, to, room) as unknown as EntryRow[]) : [];
      // What is late comes after everything that has a place.
      const first = order === 'ASC' ? find(limit) : take(near.toReversed(), limit);
      const left = limit - first.length;
      return [...first, ...(order === 'ASC' ? take(near, left) : find(left))];
    };
  };
  const forward = run('ASC', '');
  const messagesForward = run('ASC', "AND kind = 'message'");
  const messagesBackward = run('DESC', "AND kind = 'message'");
  const seat = db.prepare(
    `SELECT from_seq AS first, policy,
            coalesce((SELECT max(seq) FROM places WHERE places.chat = chats.id), 0) AS lastPlaced
       FROM seats JOIN chats ON chats.id = chat WHERE person = ? AND chat = ?`,
  );
  const stays = db.prepare(
    'SELECT from_seq AS first, to_seq AS last FROM stays WHERE person = ? AND chat = ? ORDER BY from_seq',
  );

  /**
   * What the person may see of the chat, and the last entry of it that has a place; `undefined`: they are not in it.
   * Whoever catches up asks for each of their chats: so all that one statement can tell comes by one.
   */
  function look(
    chat: number,
    person: number,
  ): { sight: Stretch[]; lastPlaced: number } | undefined {
    const row = seat.get(person, chat) as
      | { first: number; policy: string; lastPlaced: number }
      | undefined;
    if (!row) return undefined;
    const { first, policy, lastPlaced } = row;
    const present = [policy === 'open' ? 1 : first, Number.MAX_SAFE_INTEGER] as const;
    // Before the first entry nobody can have been there.
    const before = present[0] === 1 ? [] : (stays.all(person, chat) as unknown as Stay[]);
    return {
      sight: [...before.map(({ first, last }) => [first, last] as const), present],
      lastPlaced,
    };
  }

  const sightOf = (chat: number, person: number) => look(chat, person)?.sight;

  const entry = (chat: number, seq: number, late?: readonly Late[]) =>
    forward(chat, [seq, seq], 1, late)[0];

  return {
    look,
    sightOf,
    /** In `seq` order, at most `limit`. `late`: those of the chat, where it is known, so that nobody looks for them. */
    forward,
    messagesForward,
    /** The latest first. */
    messagesBackward,
    entry,
    /** A message that the person can see and that is still one. */
    message(
      chat: number,
      seq: number,
      person: number,
    ): { entry: number; sender: number } | undefined {
      const isSeen = sightOf(chat, person)?.some(([first, to]) => first <= seq && seq <= to);
      const row = isSeen ? entry(chat, seq) : undefined;
      if (row?.kind !== 'message' || row.deleted === 1) return undefined;
      return { entry: row.id, sender: row.sender };
    },
  };
}

export type SqlitePlaces = ReturnType<typeof sqlitePlaces>;
