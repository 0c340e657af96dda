import type { DatabaseSync } from 'node:sqlite';
import { COUNTED } from '../../ports/marks.ts';

/** Entries after a cursor beyond which it is remembered what was found among them; for so many seats. */
export const FAR = 1_000;
const REMEMBERED = 10_000;

/** What was found from one `seq` to another. */
interface Walk {
  readonly from: number;
  readonly to: number;
  readonly found: readonly number[];
}

/**
 * Counting what is unread, of the entries that have a place. Whoever writes much and reads nothing, as programs do, has
 * a long way of their own messages behind their cursor. It is gone once: what does not count on it never will, and of
 * what does, all that can change is that it is deleted.
 */
export function sqliteUnread(db: DatabaseSync, { far = FAR }: { readonly far?: number } = {}) {
  const unread = db.prepare(
    `SELECT places.seq FROM places JOIN entries ON entries.id = places.entry
      WHERE places.chat = ?1 AND places.seq BETWEEN ?3 AND ?4 AND sender <> ?2
        AND kind = 'message' AND deleted = 0 ORDER BY places.seq LIMIT ?5`,
  );
  const still = db.prepare(
    `SELECT places.seq FROM json_each(?2) AS known
       CROSS JOIN places ON places.chat = ?1 AND places.seq = known.value
       CROSS JOIN entries ON entries.id = places.entry WHERE deleted = 0 ORDER BY places.seq`,
  );
  const walks = new Map<string, Walk>();

  const seqs = (rows: unknown[]) => (rows as { seq: number }[]).map(({ seq }) => seq);

  function remember(seat: string, walk: Walk): void {
    walks.delete(seat);
    if (walk.to - walk.from < far) return;
    walks.set(seat, walk);
    const [oldest] = walks.keys();
    if (walks.size > REMEMBERED && oldest !== undefined) walks.delete(oldest);
  }

  /** Messages of others from that `seq` to another one, no later than the last that has a place: at most `COUNTED`. */
  return (chat: number, person: number, from: number, last: number): number => {
    const seat = `${chat}/${person}`;
    const walk = walks.get(seat);
    const isOnTheWay = walk && walk.from <= from && from <= walk.to;
    const known = isOnTheWay ? walk.found.filter((seq) => from <= seq && seq <= last) : [];
    const left = known.length === 0 ? [] : seqs(still.all(chat, JSON.stringify(known)));
    const next = isOnTheWay ? walk.to + 1 : from;
    const room = COUNTED - left.length;
    const more = room > 0 ? seqs(unread.all(chat, person, next, last, room)) : [];
    const found = [...left, ...more];
    // Where there was no room for more, what is behind the last one found has not been looked at.
    const isFull = more.length === room;
    remember(seat, { from, to: isFull ? (more.at(-1) ?? next - 1) : last, found });
    return found.length;
  };
}
