import type { DatabaseSync } from 'node:sqlite';

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
    return (chat: number, [from, to]: Stretch, limit: number, isPlaced = false): EntryRow[] =>
      (isPlaced ? placed : all).all(chat, from, to, limit) as unknown as EntryRow[];
  };
  const forward = run('ASC', '');
  const messagesForward = run('ASC', "AND kind = 'message'");
  const messagesBackward = run('DESC', "AND kind = 'message'");
  const late = db.prepare(
    `SELECT chat, max(seq) AS seq FROM entries WHERE id > ${PLACED} GROUP BY chat`,
  );
  const lastPlaced = db.prepare('SELECT max(seq) AS seq FROM places WHERE chat = ?');
  const sight = db.prepare(
    `SELECT from_seq AS first, policy FROM seats JOIN chats ON chats.id = chat
      WHERE person = ? AND chat = ?`,
  );
  const stays = db.prepare(
    'SELECT from_seq AS first, to_seq AS last FROM stays WHERE person = ? AND chat = ? ORDER BY from_seq',
  );

  /** What the person may see of the chat; `undefined`: they are not in it. */
  function sightOf(chat: number, person: number): Stretch[] | undefined {
    const seat = sight.get(person, chat) as { first: number; policy: string } | undefined;
    if (!seat) return undefined;
    if (seat.policy === 'open') return [[1, Number.MAX_SAFE_INTEGER]];
    const before = stays.all(person, chat) as { first: number; last: number }[];
    return [
      ...before.map(({ first, last }) => [first, last] as const),
      [seat.first, Number.MAX_SAFE_INTEGER] as const,
    ];
  }

  const entry = (chat: number, seq: number, isPlaced?: boolean) =>
    forward(chat, [seq, seq], 1, isPlaced)[0];

  return {
    sightOf,
    /** In `seq` order, at most `limit`. `isPlaced`: none of the chat's is late, so that nobody looks through those. */
    forward,
    messagesForward,
    /** The latest first. */
    messagesBackward,
    entry,
    /** Chats of which some entries have no place yet, and the last of those. */
    late(): ReadonlyMap<number, number> {
      const rows = late.all() as { chat: number; seq: number }[];
      return new Map(rows.map(({ chat, seq }) => [chat, seq]));
    },
    /** Of those that have a place; 0: of none. */
    lastPlaced: (chat: number) => (lastPlaced.get(chat) as { seq: number | null }).seq ?? 0,

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
