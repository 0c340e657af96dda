import type { DatabaseSync } from 'node:sqlite';
import type { Entry, GroupChange, MembersChange, Reacted } from '../../ports/logs.ts';
import type { PersonId, PersonName } from '../../ports/store.ts';
import { personId, rowOf } from './ids.ts';
import type { Late } from './late.ts';
import type { EntryRow, SqlitePlaces } from './places.ts';

/** People named with a reaction. */
const REACTED = 10;

/** Bytes of a message beside its content, and of a unit of a content when it is escaped. */
const MESSAGE = 600;
const ESCAPED = 6;

const NONE: readonly Reacted[] = [];

/** A change of members as it is stored: people by id, whatever they are called by now. */
export interface StoredMembers {
  readonly joined: readonly PersonId[];
  readonly left: readonly PersonId[];
  readonly roles?: readonly { id: PersonId; role: 'owner' | 'moderator' | 'member' }[];
  readonly muted?: readonly { id: PersonId; until: number }[];
}

/** What a row is read for. */
export interface Reading {
  readonly chat: number;
  readonly reader: number;
  /** Entries of the chat that have no place yet. */
  readonly late: readonly Late[];
  readonly nameOf: (person: number) => PersonName;
}

/** Rows of the log as the entries that somebody reads. */
export function sqliteEntries(db: DatabaseSync, places: SqlitePlaces) {
  const nameOf = db.prepare('SELECT name FROM people WHERE id = ?');
  const reactions = db.prepare(
    `SELECT reaction, count(*) AS count, max(person = ?) AS mine FROM reactions
      WHERE chat = ? AND seq = ? GROUP BY reaction ORDER BY count(*) DESC, reaction`,
  );
  const nextReacted = db.prepare(
    'SELECT seq FROM reactions WHERE chat = ? AND seq >= ? ORDER BY seq LIMIT 1',
  );
  const reacted = db.prepare(
    `SELECT people.id, people.name FROM reactions JOIN people ON people.id = person
      WHERE chat = ? AND seq = ? AND reaction = ? ORDER BY since, person LIMIT ${REACTED}`,
  );

  function reactionsOf({ chat, reader }: Reading, seq: number): Reacted[] {
    const rows = reactions.all(reader, chat, seq) as {
      reaction: string;
      count: number;
      mine: number;
    }[];
    return rows.map(({ reaction, count, mine }) => ({
      reaction,
      count,
      mine: mine === 1,
      people: (reacted.all(chat, seq, reaction) as { id: number; name: string }[]).map(
        ({ id, name }) => ({ id: personId(id), name }),
      ),
    }));
  }

  /** Those of the rows that anybody has reacted to: few have, and to ask for each what it was would take longest. */
  function reactedAmong(rows: readonly EntryRow[], chat: number): ReadonlySet<number> {
    const found = new Set<number>();
    const ends = [rows[0]?.seq ?? 0, rows.at(-1)?.seq ?? -1];
    const last = Math.max(...ends);
    for (let seq = Math.min(...ends); seq <= last; seq++) {
      const row = nextReacted.get(chat, seq) as { seq: number } | undefined;
      if (!row) break;
      seq = row.seq;
      found.add(seq);
    }
    return found;
  }

  function entryOf(row: EntryRow, reading: Reading, isReacted: boolean): Entry {
    const { seq, at, kind, content } = row;
    const { chat, late, nameOf } = reading;
    const said = { seq, at, sender: nameOf(row.sender) };
    const target = row.target ?? 0;
    switch (kind) {
      case 'message':
        return messageOf(row, said.sender, isReacted ? reactionsOf(reading, seq) : NONE);
      case 'edit': {
        // What it says is what the message says now.
        const now = places.entry(chat, target, late);
        return { kind, ...said, target, ...(now?.deleted === 0 && { content: now.content }) };
      }
      case 'delete':
        return { kind, ...said, target };
      case 'reaction': {
        const [reaction, on] = JSON.parse(content) as [string, boolean];
        return { kind, ...said, target, reaction, on };
      }
      case 'members':
        return { kind, ...said, ...membersOf(content, nameOf) };
      case 'change':
        return { kind, ...said, ...(JSON.parse(content) as GroupChange) };
      default:
        throw new Error(`the log has an entry of the unknown kind ${kind}`);
    }
  }

  return {
    /** Names as they are now, each looked up once. */
    naming(): (row: number) => PersonName {
      const known = new Map<number, PersonName>();
      return (row) => {
        const found = known.get(row);
        if (found) return found;
        const { name } = (nameOf.get(row) as { name: string } | undefined) ?? { name: '' };
        const person = { id: personId(row), name };
        known.set(row, person);
        return person;
      };
    },

    /** Rows in order, either way, as entries, as long as they are no more than so many bytes of JSON; `least` of them in any case. */
    shown(rows: readonly EntryRow[], reading: Reading, bytes: number, least: 0 | 1) {
      const reacted = reactedAmong(rows, reading.chat);
      const most =
        reacted.size === 0 ? rows.reduce((sum, row) => sum + mostBytes(row), 1) : Infinity;
      if (most <= bytes) {
        return { entries: rows.map((row) => entryOf(row, reading, false)), bytes: most };
      }
      const entries: Entry[] = [];
      // The brackets of a list; each entry brings a comma.
      let used = 1;
      for (const row of rows) {
        const entry = entryOf(row, reading, reacted.has(row.seq));
        const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
        if (used + size > bytes && entries.length >= least) break;
        used += size;
        entries.push(entry);
      }
      return { entries, bytes: used };
    },
  };
}

/** Written out: most rows are messages, and to spread each would take longer than to read it. */
function messageOf(row: EntryRow, sender: PersonName, reactions: readonly Reacted[]): Entry {
  const { seq, at, content, target, editedAt } = row;
  const message: Writable<Extract<Entry, { kind: 'message' }>> = {
    kind: 'message',
    seq,
    at,
    sender,
    reactions: NONE,
  };
  if (target !== null) message.replyTo = target;
  if (row.deleted === 0) {
    message.reactions = reactions;
    message.content = content;
    if (editedAt !== null) message.editedAt = editedAt;
  }
  return message;
}

type Writable<T> = { -readonly [Field in keyof T]: T[Field] };

/** Bytes of JSON that a message without reactions has at most: measuring each would take longer than reading it. */
function mostBytes({ kind, content }: EntryRow): number {
  return kind === 'message' ? MESSAGE + content.length * ESCAPED : Infinity;
}

function membersOf(content: string, person: (row: number) => PersonName): MembersChange {
  const { joined, left, roles, muted } = JSON.parse(content) as StoredMembers;
  const named = (id: PersonId) => person(rowOf(id));
  return {
    joined: joined.map(named),
    left: left.map(named),
    ...(roles && { roles: roles.map(({ id, role }) => ({ ...named(id), role })) }),
    ...(muted && { muted: muted.map(({ id, until }) => ({ ...named(id), until })) }),
  };
}
