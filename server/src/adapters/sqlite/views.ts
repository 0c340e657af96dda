import type { DatabaseSync } from 'node:sqlite';
import type { Policy, Rank } from '../../ports/groups.ts';
import { type ChatView, COUNTED, type Marks, type Notify, SHOWN } from '../../ports/marks.ts';
import type { ChatId, PersonId } from '../../ports/store.ts';
import { atOneMoment } from './connection.ts';
import { chatId, chatRow, personId, rowAfter, rowOf } from './ids.ts';
import type { SqliteKeys } from './keys.ts';
import { sqliteLate } from './late.ts';
import type { SqliteLog } from './log.ts';
import { PLACED, type Stretch, sqlitePlaces } from './places.ts';

const END = Number.MAX_SAFE_INTEGER;

type Args<Name extends keyof Marks> = Parameters<Marks[Name]>[0];

/** How far people have read, inside a transaction. */
export function sqliteMarks(db: DatabaseSync, { log, keys }: { log: SqliteLog; keys: SqliteKeys }) {
  const mark = db.prepare(
    'SELECT read_seq AS seq, shows_reads AS showsReads FROM seats WHERE person = ? AND chat = ?',
  );
  const move = db.prepare('UPDATE seats SET read_seq = ? WHERE person = ? AND chat = ?');
  const prefer = db.prepare(
    `UPDATE seats SET notify = coalesce(?, notify), shows_reads = coalesce(?, shows_reads)
      WHERE person = ? AND chat = ?`,
  );

  return {
    markRead({ person, chat: id, seq, back }: Args<'markRead'>) {
      const [reader, chat] = [rowOf(person), chatRow(id)];
      const seat = mark.get(reader, chat) as { seq: number; showsReads: number } | undefined;
      if (!seat) return undefined;
      const wanted = Math.min(Math.max(0, seq), log.lastSeq(chat));
      const to = back ? wanted : Math.max(wanted, seat.seq);
      if (to !== seat.seq) move.run(to, reader, chat);
      return { seq: to, wasAt: seat.seq, showsReads: seat.showsReads === 1 };
    },
    setPreference({ person, chat, notify, showsReads, keyed }: Args<'setPreference'>) {
      const set = () => {
        const shows = typeof showsReads === 'boolean' ? Number(showsReads) : null;
        const { changes } = prefer.run(notify ?? null, shows, rowOf(person), chatRow(chat));
        return changes === 1 ? ('set' as const) : ('gone' as const);
      };
      return keys.once(rowOf(person), keyed, set, (done) => (done === 'set' ? {} : undefined));
    },
  };
}

/** A row for each chat of a person, with all that needs no look into its log. */
interface Row extends Omit<Shown, 'seq'> {
  readonly chat: number;
  readonly name: string | null;
  readonly rank: Rank;
  readonly policy: Policy;
  readonly topic: string;
  readonly memberCount: number;
  readonly peer: number | null;
  readonly peerName: string | null;
  readonly hasEnded: number;
  readonly notify: Notify;
  readonly showsReads: number;
  readonly mutedUntil: number;
  readonly readSeq: number;
  /** The first that they see of their present stay. */
  readonly fromSeq: number;
  readonly lastPlaced: number;
  /** Of their present stay, where there is one that has a place. */
  readonly seq: number | null;
  /** After the cursor, of those that have a place; `null`: the cursor is in an earlier stay. */
  readonly unread: number | null;
  /** Whether any message after the cursor calls them. */
  readonly isCalled: number;
}

/** An entry that has no place yet, as far as a view needs it. */
interface LateRow extends Shown {
  readonly chat: number;
  readonly kind: string;
}

/** The last message that somebody sees of a chat. */
interface Shown {
  readonly seq: number;
  readonly at: number;
  readonly sender: number;
  readonly senderName: string;
  readonly content: string;
  readonly deleted: number;
}

/** A person's chats, on a connection of any kind. */
export function sqliteViews(db: DatabaseSync) {
  // What has a place is found here at once: a statement for each of a thousand chats would take longer.
  const chats = db.prepare(
    `SELECT chats.id AS chat, chats.name, rank, policy, topic, member_count AS memberCount,
            other.id AS peer, other.name AS peerName,
            other.id IS NOT NULL AND (other.erased_at IS NOT NULL OR (
              NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.person = other.id)
              AND NOT EXISTS (SELECT 1 FROM tokens
                               WHERE tokens.person = other.id AND expires_at > ?3))) AS hasEnded,
            notify, shows_reads AS showsReads, coalesce(until, 0) AS mutedUntil,
            read_seq AS readSeq, iif(policy = 'open', 1, from_seq) AS fromSeq,
            coalesce((SELECT max(seq) FROM places WHERE places.chat = seats.chat), 0) AS lastPlaced,
            shown.seq, at, sender, sayer.name AS senderName, deleted,
            substr(content, 1, ${SHOWN}) AS content,
            iif(read_seq + 1 < iif(policy = 'open', 1, from_seq), NULL,
                (SELECT count(*) FROM (
                   SELECT 1 FROM places WHERE places.chat = seats.chat AND places.seq > read_seq
                      AND says <> ?1 LIMIT ${COUNTED}))) AS unread,
            EXISTS (SELECT 1 FROM mentions WHERE mentions.chat = seats.chat
                       AND mentions.person IN (0, ?1) AND mentions.seq > read_seq) AS isCalled
       FROM seats JOIN chats ON chats.id = seats.chat
       LEFT JOIN people AS other ON other.id = iif(low = seats.person, high, low)
       LEFT JOIN mutes ON mutes.person = seats.person AND mutes.chat = seats.chat
       LEFT JOIN entries AS shown ON shown.id = (
         SELECT entry FROM places JOIN entries ON entries.id = entry
          WHERE places.chat = seats.chat AND places.seq >= iif(policy = 'open', 1, from_seq)
            AND kind = 'message' ORDER BY places.seq DESC LIMIT 1)
       LEFT JOIN people AS sayer ON sayer.id = shown.sender
      WHERE seats.person = ?1 AND seats.chat > ?2 ORDER BY seats.chat LIMIT ?4`,
  );
  const late = sqliteLate(db);
  const lateRows = db.prepare(
    `SELECT chat, seq, at, sender, name AS senderName, kind, deleted,
            substr(content, 1, ${SHOWN}) AS content
       FROM json_each(?) AS ids JOIN entries ON entries.id = ids.value
       JOIN people ON people.id = sender ORDER BY entries.id`,
  );
  const unread = db.prepare(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM places WHERE chat = ?1 AND seq BETWEEN ?3 AND ?4 AND says <> ?2 LIMIT ${COUNTED})`,
  );
  const mentions = db.prepare(
    `SELECT count(DISTINCT seq) AS count FROM mentions
      WHERE chat = ?1 AND person IN (0, ?2) AND seq BETWEEN ?3 AND ?4`,
  );
  const ownCalls = db.prepare(
    `SELECT (SELECT count(*) FROM mentions JOIN places USING (chat, seq)
               JOIN entries ON entries.id = places.entry
              WHERE mentions.chat = ?1 AND person = 0 AND mentions.seq BETWEEN ?3 AND ?4 AND sender = ?2)
          + (SELECT count(*) FROM entries JOIN mentions USING (chat, seq)
              WHERE entries.id > ${PLACED} AND chat = ?1 AND person = 0 AND seq BETWEEN ?3 AND ?4
                AND sender = ?2) AS count`,
  );
  const nameOf = db.prepare('SELECT name FROM people WHERE id = ?');
  const places = sqlitePlaces(db);

  function last(row: Row, person: number, late: readonly LateRow[]): ChatView['last'] {
    const { chat, fromSeq, seq } = row;
    const isLast = ({ kind, seq }: LateRow) => kind === 'message' && seq >= fromSeq;
    const present = late.findLast(isLast) ?? (seq === null ? undefined : { ...row, seq });
    if (present) return shown(present);
    // Earlier stays matter to few.
    for (const stretch of fromSeq > 1 ? sightOf(chat, person).toReversed() : []) {
      const [earlier] = places.messagesBackward(chat, stretch, 1);
      if (!earlier) continue;
      const { name: senderName } = nameOf.get(earlier.sender) as { name: string };
      return shown({ ...earlier, senderName });
    }
    return undefined;
  }

  function shown({ seq, at, sender, senderName, content, deleted }: Shown): ChatView['last'] {
    return {
      seq,
      at,
      sender: { id: personId(sender), name: senderName },
      content: beginningOf(content),
      isDeleted: deleted === 1,
    };
  }

  const sightOf = (chat: number, person: number) => places.sightOf(chat, person) ?? [];

  function viewOf(row: Row, person: number, late: readonly LateRow[]): ChatView {
    const { chat, policy, readSeq, fromSeq } = row;
    const lastSeq = late.at(-1)?.seq ?? row.lastPlaced;
    const isAllRead = readSeq >= lastSeq;
    const unseen =
      readSeq + 1 < fromSeq
        ? beyond(readSeq, sightOf(chat, person))
        : ([[readSeq + 1, END]] as const);
    const lastMessage = last(row, person, late);
    return {
      chat: chatId(chat),
      name: row.name ?? row.peerName ?? '',
      ...(row.name !== null && {
        group: { rank: row.rank, policy, topic: row.topic, memberCount: row.memberCount },
      }),
      ...(row.name === null && {
        peer: {
          id: personId(row.peer ?? 0),
          name: row.peerName ?? '',
          hasEnded: row.hasEnded === 1,
        },
      }),
      notify: row.notify,
      showsReads: row.showsReads === 1,
      mutedUntil: row.mutedUntil,
      lastSeq,
      readSeq,
      unread: isAllRead ? 0 : countUnread(row, person, unseen, late),
      mentions: isAllRead || row.isCalled === 0 ? 0 : countMentions(chat, person, unseen),
      ...(lastMessage && { last: lastMessage }),
    };
  }

  function countUnread(
    row: Row,
    person: number,
    unseen: readonly Stretch[],
    late: readonly LateRow[],
  ): number {
    let found = row.unread ?? 0;
    for (const [from, to] of unseen) {
      if (row.unread === null) {
        found += (unread.get(row.chat, person, from, to) as { count: number }).count;
      }
      const more = late.filter(
        ({ seq, sender, kind, deleted }) =>
          from <= seq && seq <= to && sender !== person && kind === 'message' && deleted === 0,
      );
      found += more.length;
    }
    return Math.min(COUNTED, found);
  }

  /** Who calls everybody does not call themselves. */
  function countMentions(chat: number, person: number, unseen: readonly Stretch[]): number {
    let found = 0;
    for (const [from, to] of unseen) {
      const { count } = mentions.get(chat, person, from, to) as { count: number };
      const own =
        count === 0 ? 0 : (ownCalls.get(chat, person, from, to) as { count: number }).count;
      found += count - own;
    }
    return Math.min(COUNTED, found);
  }

  return {
    chatsOf(person: PersonId, after: ChatId | undefined, limit: number, now: number): ChatView[] {
      const who = rowOf(person);
      return atOneMoment(db, () => {
        const rows = chats.all(who, rowAfter(after), now, limit) as unknown as Row[];
        if (rows.length === 0) return [];
        const lateIn = late();
        const ids = rows.flatMap(({ chat }) => lateIn(chat).map(({ id }) => id));
        const found = ids.length > 0 ? lateRows.all(JSON.stringify(ids)) : [];
        const latest = Map.groupBy(found as unknown as LateRow[], ({ chat }) => chat);
        return rows.map((row) => viewOf(row, who, latest.get(row.chat) ?? []));
      });
    },
  };
}

function beyond(seq: number, sight: readonly Stretch[]): Stretch[] {
  return sight
    .filter(([, to]) => to > seq)
    .map(([from, to]) => [Math.max(from, seq + 1), to] as const);
}

/** Cut between characters; the units of so many are at most twice as many. */
function beginningOf(content: string): string {
  if (content.length <= SHOWN) return content;
  return [...content.slice(0, 2 * SHOWN)].slice(0, SHOWN).join('');
}
