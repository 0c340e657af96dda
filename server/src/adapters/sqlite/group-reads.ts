import type { DatabaseSync } from 'node:sqlite';
import type { Member, OpenGroup, Policy, Rank, Seat } from '../../ports/groups.ts';
import type { ChatId, PersonId } from '../../ports/store.ts';
import { chatId, chatRow, personId, personRow, rowAfter, rowOf } from './ids.ts';

/** What is asked about groups and their members, on a connection of any kind. */
export function sqliteGroupReads(db: DatabaseSync) {
  const seat = db.prepare(
    `SELECT chats.name, rank, coalesce(until, 0) AS mutedUntil, policy, topic,
            member_count AS memberCount, other.id AS peer, other.name AS peerName
       FROM seats JOIN chats ON chats.id = seats.chat
       LEFT JOIN people AS other ON other.id = iif(low = seats.person, high, low)
       LEFT JOIN mutes ON mutes.person = seats.person AND mutes.chat = seats.chat
      WHERE seats.person = ? AND seats.chat = ?`,
  );
  const rank = db.prepare('SELECT rank FROM seats WHERE person = ? AND chat = ?');
  const members = db.prepare(
    `SELECT people.id, people.name, rank, coalesce(until, 0) AS mutedUntil
       FROM seats JOIN people ON people.id = seats.person
       LEFT JOIN mutes ON mutes.person = seats.person AND mutes.chat = seats.chat
      WHERE seats.chat = ? AND seats.person > ? ORDER BY seats.person LIMIT ?`,
  );
  const open = `SELECT chats.id AS chat, chats.name, topic, member_count AS memberCount,
      EXISTS (SELECT 1 FROM seats WHERE seats.chat = chats.id AND seats.person = ?1) AS isMember
    FROM names JOIN chats ON chats.id = names.chat
    WHERE policy = 'open' AND closed_at IS NULL`;
  const openById = db.prepare(`${open} AND chats.id = ?2`);
  const openByName = db.prepare(`${open} AND canon = ?2`);
  const openPage = db.prepare(
    `${open} AND instr(canon, ?2) > 0 AND canon > ?3 ORDER BY canon LIMIT ?4`,
  );

  const shown = (row: unknown): OpenGroup => {
    const { chat, isMember, ...more } = row as Omit<OpenGroup, 'chat' | 'isMember'> & {
      chat: number;
      isMember: number;
    };
    return { chat: chatId(chat), ...more, isMember: isMember === 1 };
  };

  return {
    seat(person: PersonId, chat: ChatId): Seat | undefined {
      const row = seat.get(rowOf(person), chatRow(chat)) as
        | {
            name: string | null;
            rank: Rank;
            mutedUntil: number;
            policy: Policy;
            topic: string;
            memberCount: number;
            peer: number | null;
            peerName: string | null;
          }
        | undefined;
      if (!row) return undefined;
      const { rank, mutedUntil, policy, topic, memberCount } = row;
      if (row.name !== null) {
        const group = { policy, topic, memberCount };
        return { chat, name: row.name, rank, mutedUntil, group };
      }
      const name = row.peerName ?? '';
      return { chat, name, rank, mutedUntil, peer: { id: personId(row.peer ?? 0), name } };
    },
    rankOf: (chat: ChatId, person: PersonId) =>
      (rank.get(personRow(person), chatRow(chat)) as { rank: Rank } | undefined)?.rank,
    members(chat: ChatId, after: PersonId | undefined, limit: number): Member[] {
      const rows = members.all(chatRow(chat), rowAfter(after), limit) as unknown as (Omit<
        Member,
        'id'
      > & { id: number })[];
      return rows.map(({ id, ...more }) => ({ id: personId(id), ...more }));
    },
    findOpenGroup(which: { chat: ChatId } | { canon: string }): OpenGroup | undefined {
      const row =
        'chat' in which ? openById.get(0, chatRow(which.chat)) : openByName.get(0, which.canon);
      return row && shown(row);
    },
    openGroups({
      reader,
      part,
      after,
      limit,
    }: {
      reader: PersonId;
      part: string;
      after: string | undefined;
      limit: number;
    }): OpenGroup[] {
      return openPage.all(rowOf(reader), part, after ?? '', limit).map(shown);
    },
  };
}
