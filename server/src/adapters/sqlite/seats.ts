import type { DatabaseSync } from 'node:sqlite';
import type { Rank, Seen } from '../../ports/groups.ts';
import type { PersonName } from '../../ports/store.ts';
import type { SqliteAdmissions } from './admissions.ts';
import { personId } from './ids.ts';

/** Members of a chat that are told to those who join it, and the one who does. */
const LISTED = 201;

/** Where people sit in chats, inside a transaction. */
export function sqliteSeats(db: DatabaseSync, admissions: SqliteAdmissions) {
  const rank = db.prepare('SELECT rank FROM seats WHERE person = ? AND chat = ?');
  const insert = db.prepare(
    'INSERT INTO seats (person, chat, rank, from_seq, read_seq) VALUES (?, ?, ?, ?, ?)',
  );
  const from = db.prepare('SELECT from_seq AS seq FROM seats WHERE person = ? AND chat = ?');
  const remove = db.prepare('DELETE FROM seats WHERE person = ? AND chat = ?');
  const insertStay = db.prepare(
    'INSERT INTO stays (person, chat, from_seq, to_seq) VALUES (?, ?, ?, ?)',
  );
  const count = db.prepare('SELECT member_count AS count FROM chats WHERE id = ?');
  const addCount = db.prepare('UPDATE chats SET member_count = member_count + ? WHERE id = ?');
  const mute = db.prepare('INSERT OR REPLACE INTO mutes (until, person, chat) VALUES (?, ?, ?)');
  const setRank = db.prepare('UPDATE seats SET rank = ? WHERE person = ? AND chat = ?');
  const members = db.prepare(
    `SELECT people.id, people.name FROM seats JOIN people ON people.id = person
      WHERE chat = ? ORDER BY person LIMIT ?`,
  );
  const oldest = db.prepare(
    `SELECT person FROM seats WHERE chat = ?
      ORDER BY CASE rank WHEN 'moderator' THEN 0 ELSE 1 END, from_seq, person LIMIT 1`,
  );
  const name = db.prepare('SELECT name FROM people WHERE id = ?');

  function rankOf(chat: number, person: number): Rank | undefined {
    return (rank.get(person, chat) as { rank: Rank } | undefined)?.rank;
  }

  function named(person: number): PersonName {
    return { id: personId(person), name: (name.get(person) as { name: string }).name };
  }

  return {
    rankOf,
    named,
    /** Whether those ranks are still what was decided on. What was `undefined` comes to a thread as nothing. */
    areAsSeen(chat: number, by: number, { rank: seen, ...more }: Seen, target?: number): boolean {
      if (rankOf(chat, by) !== (seen ?? undefined)) return false;
      return target === undefined || rankOf(chat, target) === (more.target ?? undefined);
    },
    /** What was said before `from` is none of theirs, and counts as read. */
    take(chat: number, person: number, place: { rank: Rank; from: number; read: number }): void {
      insert.run(person, chat, place.rank, place.from, place.read);
      addCount.run(1, chat);
    },
    /** What was said until `last` stays theirs, should they come back. */
    leave(chat: number, person: number, last: number): void {
      admissions.forget();
      const { seq } = from.get(person, chat) as { seq: number };
      if (seq <= last) insertStay.run(person, chat, seq, last);
      remove.run(person, chat);
      addCount.run(-1, chat);
    },
    /** `until` 0: may write again. */
    mute(chat: number, person: number, until: number): void {
      admissions.forget();
      mute.run(until, person, chat);
    },
    setRank(chat: number, person: number, to: Rank): void {
      setRank.run(to, person, chat);
    },
    countOf: (chat: number) => (count.get(chat) as { count: number }).count,
    /** Who follows where the owner is gone; nobody where nobody is left. */
    heir(chat: number): number | undefined {
      return (oldest.get(chat) as { person: number } | undefined)?.person;
    },
    listed: (chat: number): PersonName[] =>
      (members.all(chat, LISTED) as { id: number; name: string }[]).map(({ id, name }) => {
        return { id: personId(id), name };
      }),
  };
}

export type SqliteSeats = ReturnType<typeof sqliteSeats>;
