import type { DatabaseSync } from 'node:sqlite';
import type { Logs, Page, Span } from '../../ports/logs.ts';
import type { ChatId, PersonId } from '../../ports/store.ts';
import { atOneMoment } from './connection.ts';
import { type Reading, sqliteEntries } from './entries.ts';
import { chatRow, personId, rowOf } from './ids.ts';
import { sqliteLate } from './late.ts';
import { type EntryRow, type Stretch, sqlitePlaces } from './places.ts';

const END = Number.MAX_SAFE_INTEGER;
/** Bytes that a chat takes in an answer beside its entries, and where it has none to show. */
const CHAT = 100;
const NO_CHAT = 40;

type Question<Name extends 'history' | 'catchUp'> = Parameters<Logs[Name]>[0];

/** Somebody's look at a chat: what of it is theirs. */
interface Look extends Reading {
  readonly sight: readonly Stretch[];
  readonly lastSeq: number;
}

interface Room {
  readonly limit: number;
  readonly bytes: number;
}

/** Reading logs, on a connection that never waits for a commit. Each answer is of one moment. */
export function sqliteHistory(db: DatabaseSync) {
  const places = sqlitePlaces(db);
  const late = sqliteLate(db);
  const { naming, shown } = sqliteEntries(db, places);
  const timeOf = db.prepare(
    'SELECT at FROM places JOIN entries ON entries.id = places.entry WHERE places.chat = ? AND places.seq = ?',
  );

  const nameOfChat = db.prepare(
    `SELECT coalesce(chats.name, people.name) AS name
       FROM chats LEFT JOIN people ON people.id = iif(low = ?1, high, low) WHERE chats.id = ?2`,
  );

  /** Looks at one moment; `undefined`: the reader is not in the chat. */
  function looking(reader: number) {
    const lateIn = late();
    const nameOf = naming();
    return (chat: number): Look | undefined => {
      const seen = places.look(chat, reader);
      if (!seen) return undefined;
      const theirs = lateIn(chat);
      const lastSeq = theirs.at(-1)?.seq ?? seen.lastPlaced;
      return { chat, reader, late: theirs, nameOf, sight: seen.sight, lastSeq };
    };
  }

  /** Everything after a position, of what the reader may see. */
  function after({ chat, sight, late }: Look, seq: number, limit: number): EntryRow[] {
    const rows: EntryRow[] = [];
    for (const [first, last] of sight) {
      if (rows.length >= limit || last <= seq) continue;
      const stretch = [Math.max(first, seq + 1), last] as const;
      rows.push(...places.forward(chat, stretch, limit - rows.length, late));
    }
    return rows;
  }

  /** The nearest first. */
  function messages(
    { chat, sight, late }: Look,
    way: { readonly before: number } | { readonly from: number },
    limit: number,
  ): EntryRow[] {
    const rows: EntryRow[] = [];
    const isBack = 'before' in way;
    for (const [first, last] of isBack ? sight.toReversed() : sight) {
      if (rows.length >= limit) break;
      const stretch = isBack
        ? ([first, Math.min(last, way.before - 1)] as const)
        : ([Math.max(first, way.from), last] as const);
      if (stretch[0] > stretch[1]) continue;
      const find = isBack ? places.messagesBackward : places.messagesForward;
      rows.push(...find(chat, stretch, limit - rows.length, late));
    }
    return rows;
  }

  function page(look: Look, span: Span, { limit, bytes }: Room): Page | 'reset' {
    const { lastSeq } = look;
    if ('after' in span) {
      if (span.after > lastSeq) return 'reset';
      const rows = after(look, span.after, limit + 1);
      const { entries } = shown(rows.slice(0, limit), look, bytes, 1);
      return { entries, more: entries.length < rows.length, lastSeq };
    }
    if ('before' in span) {
      const rows = messages(look, span, limit + 1);
      const { entries } = shown(rows.slice(0, limit), look, bytes, 1);
      return { entries: entries.reverse(), more: entries.length < rows.length, lastSeq };
    }
    const middle = 'around' in span ? span.around : sinceTime(look, span.at);
    return around(look, middle, { limit, bytes });
  }

  /** Half of the page before the middle, half from it on; what one half leaves free the other takes. */
  function around(look: Look, middle: number, { limit, bytes }: Room): Page {
    const earlier = messages(look, { before: middle }, limit + 1);
    const later = messages(look, { from: middle }, limit + 1);
    const half = Math.ceil(limit / 2);
    const tail = Math.min(later.length, Math.max(half, limit - earlier.length), limit);
    const head = Math.min(earlier.length, limit - tail);
    const next = shown(later.slice(0, tail), look, head === 0 ? bytes : bytes / 2, 1);
    const room = bytes - next.bytes;
    const before = shown(earlier.slice(0, head), look, room, tail === 0 ? 1 : 0);
    const entries = [...before.entries.reverse(), ...next.entries];
    return { entries, more: entries.length < earlier.length + later.length, lastSeq: look.lastSeq };
  }

  /**
   * The first entry that is not older, found by halves: times go up with `seq`, but for a clock that was put back, and
   * then it is one of those nearby.
   */
  function sinceTime({ chat, late, lastSeq }: Look, at: number): number {
    let [low, high] = [1, lastSeq + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const time = (timeOf.get(chat, middle) as { at: number } | undefined)?.at;
      if ((time ?? places.entry(chat, middle, late)?.at ?? END) >= at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  return {
    findMessage(reader: PersonId, chat: ChatId, seq: number) {
      const row = places.entry(chatRow(chat), seq);
      const sight = places.sightOf(chatRow(chat), rowOf(reader)) ?? [];
      const isSeen = sight.some(([first, last]) => first <= seq && seq <= last);
      if (row?.kind !== 'message' || !isSeen) return undefined;
      return { sender: personId(row.sender), isDeleted: row.deleted === 1 };
    },
    history({ reader, chat, span, ...room }: Question<'history'>) {
      return atOneMoment(db, () => {
        const look = looking(rowOf(reader))(chatRow(chat));
        const read = look && page(look, span, room);
        if (typeof read !== 'object') return read;
        const { name } = nameOfChat.get(look?.reader ?? 0, look?.chat ?? 0) as { name: string };
        return { ...read, name };
      });
    },
    catchUp({ reader, after: positions, limit, bytes }: Question<'catchUp'>) {
      return atOneMoment(db, () => {
        const lookAt = looking(rowOf(reader));
        const found: { chat: ChatId; page: Page | 'reset' | undefined }[] = [];
        let left = bytes;
        for (const { chat, seq } of positions) {
          if (left <= 0) break;
          const look = lookAt(chatRow(chat));
          const read = look && page(look, { after: seq }, { limit, bytes: left });
          found.push({ chat, page: read });
          left -= typeof read === 'object' ? CHAT + sizeOf(read) : NO_CHAT;
        }
        return found;
      });
    },
  };
}

function sizeOf({ entries }: Page): number {
  return entries.length === 0 ? 0 : Buffer.byteLength(JSON.stringify(entries));
}
