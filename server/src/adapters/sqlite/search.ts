import type { DatabaseSync } from 'node:sqlite';
import { canonical } from '@chateau/protocol';
import { type Found, fold, type Hit, hasWord, partOf, type Search } from '../../ports/search.ts';
import { chatId, chatRow, personId, rowOf } from './ids.ts';
import { hasThing, matching } from './pieces.ts';
import { type Stretch, sqlitePlaces } from './places.ts';
import type { SearchIndex } from './search-index.ts';

/** Chats that are asked for from the beginning, and once there turned out to be little in them. */
const FEW_CHATS = 4;
const SOME_CHATS = 200;
/** Rows of the index that are gone through in one go, at first and at most; and for one search. */
const FIRST_ROWS = 500;
const MOST_ROWS = 30_000;
const ALL_ROWS = 100_000;
/** Messages that are fetched in one go; what may be read of them for one search, in letters, and what each counts. */
const FETCHED = 64;
const ALL_READ = 1_000_000;
const ONE_READ = 300;

/** Seats that are gone through for guests who have gone. */
const MET = 50_000;

const NEVER = Number.MAX_SAFE_INTEGER;

interface MessageRow {
  readonly chat: number;
  readonly seq: number;
  readonly at: number;
  readonly sender: number;
  readonly name: string | null;
  readonly content: string;
}

interface ChatRow {
  readonly chat: number;
  readonly isGroup: number;
  readonly name: string | null;
}

/** A search with its names looked up. `senders`, where some are meant. */
interface Asked extends Search {
  readonly chats: readonly number[];
  readonly senders: readonly number[] | undefined;
}

/**
 * Finding messages. The index says which may be meant, the newest first; the log says what they say by now, and whether
 * the reader may see them. However much there is to go through, a search ends within some tens of milliseconds, and
 * says where to go on.
 */
export function sqliteSearch(log: DatabaseSync, index: SearchIndex) {
  const places = sqlitePlaces(log);
  const named = `SELECT chats.id AS chat, chats.name IS NOT NULL AS isGroup,
      coalesce(chats.name, other.name) AS name
    FROM chats LEFT JOIN people AS other ON other.id = iif(low = ?1, high, low)`;
  const chatsOf = log.prepare('SELECT chat FROM seats WHERE person = ?');
  const namedChatsOf = log.prepare(`${named} JOIN seats ON chat = chats.id WHERE person = ?1`);
  const chatOf = log.prepare(`${named} WHERE chats.id = ?2`);
  const holder = log.prepare('SELECT person FROM names WHERE canon = ? AND person IS NOT NULL');
  // Guests who have gone, and with them their names: those who are or were in a chat of the reader's.
  const gone = log.prepare(
    `WITH mine AS MATERIALIZED (SELECT chat FROM seats WHERE person = ?)
     SELECT people.id, people.name FROM (
       SELECT DISTINCT person FROM (
         SELECT person FROM mine CROSS JOIN seats USING (chat)
         UNION ALL SELECT person FROM mine CROSS JOIN stays USING (chat) LIMIT ${MET})) AS met
       JOIN people ON people.id = met.person
      WHERE NOT EXISTS (SELECT 1 FROM names WHERE names.person = people.id)`,
  );
  const message = log.prepare(
    `SELECT chat, seq, at, sender, name, content FROM entries LEFT JOIN people ON people.id = sender
      WHERE entries.id = ? AND kind = 'message' AND deleted = 0`,
  );

  /** Of the reader's own, those that are meant. */
  function chatsMeant({ reader, chat, in: names }: Search): number[] {
    const rows = names
      ? (namedChatsOf.all(rowOf(reader)) as unknown as ChatRow[]).filter(({ name }) =>
          names.includes(canonical(name ?? '')),
        )
      : (chatsOf.all(rowOf(reader)) as { chat: number }[]);
    const chats = rows.map((row) => row.chat);
    return chat === undefined ? chats : chats.filter((row) => row === chatRow(chat));
  }

  /** Whoever has the name, and guests who had it to the last. */
  function sendersMeant({ reader, from: names }: Search): number[] | undefined {
    if (!names) return undefined;
    const holders = names.map((name) => holder.get(name) as { person: number } | undefined);
    const guests = (gone.all(rowOf(reader)) as { id: number; name: string }[]).filter(({ name }) =>
      names.includes(canonical(name)),
    );
    return [
      ...holders.flatMap((found) => (found ? [found.person] : [])),
      ...guests.map(({ id }) => id),
    ];
  }

  /** What makes a message that may be meant a hit, or not. */
  function judge({ reader: id, words, has = [], since = 0, until = NEVER, senders }: Asked) {
    const reader = rowOf(id);
    const sights = new Map<number, readonly Stretch[]>();
    const chats = new Map<number, ChatRow>();

    function isSeen(chat: number, seq: number): boolean {
      const sight = sights.get(chat) ?? places.sightOf(chat, reader) ?? [];
      sights.set(chat, sight);
      return sight.some(([first, last]) => first <= seq && seq <= last);
    }

    function isMeant({ chat, seq, at, sender, content }: MessageRow): boolean {
      if (!isSeen(chat, seq) || at < since || at >= until) return false;
      if (senders && !senders.includes(sender)) return false;
      if (!has.every((thing) => hasThing(content, thing))) return false;
      if (words.length === 0) return true;
      const text = fold(content);
      return words.every((word) => hasWord(text, word));
    }

    function hitOf(position: number, { chat, seq, at, sender, name, content }: MessageRow): Hit {
      const place = chats.get(chat) ?? (chatOf.get(reader, chat) as unknown as ChatRow);
      chats.set(chat, place);
      return {
        ...{ position, chat: chatId(chat), name: place.name ?? '', isGroup: place.isGroup === 1 },
        ...{ seq, at, sender: { id: personId(sender), name: name ?? '' } },
        content: partOf(content, words),
      };
    }

    return (position: number): { hit?: Hit; read: number } => {
      const row = message.get(position) as unknown as MessageRow | undefined;
      if (!row) return { read: ONE_READ };
      const read = ONE_READ + row.content.length;
      return isMeant(row) ? { hit: hitOf(position, row), read } : { read };
    };
  }

  /** Messages that may be meant, some at a time, the newest first. */
  function* candidates({ words, has = [], since = 0, until = NEVER, before, ...asked }: Asked) {
    const { chats, senders } = asked;
    const wanted = { words, things: has, senders };
    const entries = index.entriesOf(since, until);
    const meant = { chats: JSON.stringify(chats), first: entries.first, since, until };
    let match = matching(chats.length <= FEW_CHATS ? { ...wanted, chats } : wanted);
    let end = Math.min(before ?? NEVER, entries.end);
    let rows = FIRST_ROWS;
    for (let gone = 0; gone < ALL_ROWS; gone += rows) {
      const { ids, reached } = index.candidates({ ...meant, match, end, rows, limit: FETCHED });
      yield { ids, reached };
      if (reached === undefined) return;
      end = reached;
      rows = ids.length === FETCHED ? FIRST_ROWS : Math.min(MOST_ROWS, rows * 8);
      if (chats.length <= SOME_CHATS) match = matching({ ...wanted, chats });
    }
  }

  return {
    search(search: Search): Found {
      const asked = { ...search, chats: chatsMeant(search), senders: sendersMeant(search) };
      const hits: Hit[] = [];
      if (asked.chats.length === 0 || asked.senders?.length === 0) return { hits, more: false };
      const look = judge(asked);
      let next: number | undefined;
      let allRead = 0;
      for (const { ids, reached } of candidates(asked)) {
        for (const id of ids) {
          const { hit, read } = look(id);
          if (hit && hits.length === search.limit) return { hits, more: true };
          if (hit) hits.push(hit);
          allRead += read;
          if (allRead > ALL_READ) return { hits, more: true, next: id };
        }
        next = reached;
      }
      return next === undefined ? { hits, more: false } : { hits, more: true, next };
    },
  };
}
