import type { DatabaseSync } from 'node:sqlite';
import type { ArchiveLine } from '../../ports/archive.ts';
import type { Stepped } from '../../ports/groups.ts';
import type { Ended } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';
import type { SqliteAdmissions } from './admissions.ts';
import type { SqliteGroups } from './groups.ts';
import { chatId, personId, rowOf } from './ids.ts';
import type { SqliteNames } from './names.ts';
import type { SqliteTokens } from './tokens.ts';
import { sqliteTraces } from './traces.ts';

/** Entries of one step of an erasure: others' writes wait for no more. */
const ERASED = 500;
const GROUPS = 50;

/** Having everything erased, inside a transaction, in steps. */
export function sqliteErasure(
  db: DatabaseSync,
  {
    names,
    tokens,
    groups,
    admissions,
  }: {
    names: SqliteNames;
    tokens: SqliteTokens;
    groups: SqliteGroups;
    admissions: SqliteAdmissions;
  },
) {
  const traces = sqliteTraces(db);
  const erase = db.prepare('UPDATE entries SET content = ?, deleted = 1 WHERE id = ?');
  const dropMentions = db.prepare('DELETE FROM mentions WHERE chat = ? AND seq = ?');
  const dropReactionsTo = db.prepare('DELETE FROM reactions WHERE chat = ? AND seq = ?');
  const groupsOf = db.prepare(
    `SELECT chat FROM seats JOIN chats ON chats.id = chat
      WHERE person = ? AND chats.name IS NOT NULL LIMIT ?`,
  );
  // Nobody writes where they do not sit: what is left to be erased is in what is left of the stays.
  const rise = [
    `INSERT INTO stays (person, chat, from_seq, to_seq)
     SELECT person, chat, from_seq, ${Number.MAX_SAFE_INTEGER} FROM seats WHERE person = ?`,
    'DELETE FROM seats WHERE person = ?',
  ].map((sql) => db.prepare(sql));
  const dropPassed = db.prepare(
    'DELETE FROM stays WHERE person = ?1 AND (chat < ?2 OR (chat = ?2 AND to_seq < ?3))',
  );
  const passPart = db.prepare(
    'UPDATE stays SET from_seq = ?3 WHERE person = ?1 AND chat = ?2 AND from_seq < ?3',
  );
  const rest = [
    'DELETE FROM reactions WHERE person = ?1',
    'DELETE FROM mentions WHERE person = ?1',
    'DELETE FROM blocks WHERE person = ?1 OR other = ?1',
    'UPDATE chats SET apart = 0 WHERE low = ?1 OR high = ?1',
    'DELETE FROM stays WHERE person = ?1',
    'DELETE FROM mutes WHERE person = ?1',
    'DELETE FROM answers WHERE person = ?1',
    'UPDATE invitations SET used_by = NULL, expires_at = 0 WHERE used_by = ?1',
    'DELETE FROM accounts WHERE person = ?1',
    'DELETE FROM erasures WHERE person = ?1',
    "UPDATE people SET name = '', keeps_name = 0, available = NULL, erased_at = ?2 WHERE id = ?1",
  ].map((sql) => db.prepare(sql));
  const isThere = db.prepare('SELECT 1 FROM people WHERE id = ? AND erased_at IS NULL');

  /** Whether nothing is left. */
  function empty(person: number): boolean {
    for (const statement of rise) statement.run(person);
    const { traces: found, next } = traces.look(person, { chat: 0, seq: 0 }, ERASED);
    for (const { id, chat, seq, kind } of found) {
      erase.run(kind === 'reaction' ? JSON.stringify(['', false]) : '', id);
      if (kind !== 'message') continue;
      dropMentions.run(chat, seq);
      dropReactionsTo.run(chat, seq);
    }
    if (!next) return true;
    dropPassed.run(person, next.chat, next.seq);
    passPart.run(person, next.chat, next.seq);
    return false;
  }

  return {
    askErasure: sqliteErasureAsking(db),
    erase(id: PersonId, at: number): { ended: Ended[]; steps: Stepped[]; isDone: boolean } {
      const person = rowOf(id);
      if (!isThere.get(person)) return { ended: [], steps: [], isDone: true };
      admissions.forget();
      // Out first, so that nothing new comes while the old goes.
      const ended = tokens.end(person, () => true, 'logged_out', at);
      const chats = groupsOf.all(person, GROUPS) as { chat: number }[];
      const steps = chats.map(({ chat }) => groups.quit(chat, person, at));
      if (chats.length === GROUPS || !empty(person)) return { ended, steps, isDone: false };
      names.releasePerson(person);
      for (const statement of rest)
        statement.run(...(statement === rest.at(-1) ? [person, at] : [person]));
      return { ended, steps, isDone: true };
    },
  };
}

/** Inside a transaction: the writer's, or the operator's own. Of nobody, it is no failure. */
export function sqliteErasureAsking(db: DatabaseSync): (id: PersonId, at: number) => void {
  const ask = db.prepare(
    `INSERT OR IGNORE INTO erasures (person, asked_at)
     SELECT id, ?2 FROM people WHERE id = ?1 AND erased_at IS NULL`,
  );
  return (id, at) => void ask.run(rowOf(id), at);
}

/** Parts of an archive in their order; a position is the part and the row in it. */
const PARTS = ['person', 'device', 'chat', 'block', 'report', 'reaction', 'message'] as const;
type Part = (typeof PARTS)[number];
/** More rows than a part may have; the last one may have more. */
const PART = 2 ** 48;
/** More entries than a chat may have, where a chat and a `seq` in it are one number. */
const SEQS = 2 ** 26;

/** What there is of a person, on a connection of any kind. */
export function sqliteArchive(db: DatabaseSync) {
  const asked = db.prepare('SELECT person FROM erasures');
  const traces = sqliteTraces(db);
  const all: Record<Exclude<Part, 'message'>, ReturnType<DatabaseSync['prepare']>> = {
    person: db.prepare(
      `SELECT 1 AS row, name AS username FROM people
        WHERE id = ?1 AND erased_at IS NULL AND 1 > ?2 LIMIT ?3`,
    ),
    device: db.prepare(
      `SELECT * FROM (SELECT row_number() OVER (ORDER BY hash) AS row, device, created_at, seen_at
         FROM tokens WHERE person = ?1) WHERE row > ?2 LIMIT ?3`,
    ),
    chat: db.prepare(
      `SELECT chats.id AS row, coalesce(chats.name, other.name) AS chatname,
              chats.name IS NOT NULL AS groupchat
         FROM seats JOIN chats ON chats.id = chat
         LEFT JOIN people AS other ON other.id = iif(low = person, high, low)
        WHERE person = ?1 AND chats.id > ?2 ORDER BY chats.id LIMIT ?3`,
    ),
    block: db.prepare(
      `SELECT other AS row, people.name AS username FROM blocks JOIN people ON people.id = other
        WHERE person = ?1 AND other > ?2 ORDER BY other LIMIT ?3`,
    ),
    report: db.prepare(
      `SELECT id AS row, at, about, reason FROM reports
        WHERE reporter = ?1 AND id > ?2 ORDER BY id LIMIT ?3`,
    ),
    reaction: db.prepare(
      `SELECT * FROM (SELECT row_number() OVER (ORDER BY chat, seq, reaction) AS row, chat,
                             seq AS target, reaction
         FROM reactions WHERE person = ?1) WHERE row > ?2 LIMIT ?3`,
    ),
  };

  /** Rows of a part after one; `next`: there may be more after that. */
  function read(what: Part, person: number, after: number, limit: number) {
    if (what !== 'message') {
      return { rows: all[what].all(person, after, limit) as unknown as Row[], next: undefined };
    }
    const from = { chat: Math.floor(after / SEQS), seq: (after % SEQS) + 1 };
    const { traces: found, next } = traces.look(person, from, limit);
    const messages = found.filter(({ kind }) => kind === 'message');
    const rows = messages.map(({ chat, seq, at, content, target }): Row => {
      return { row: chat * SEQS + seq, chat, seq, at, content, target };
    });
    return { rows, next: next && next.chat * SEQS + next.seq - 1 };
  }

  return {
    erasuresAsked: (): PersonId[] =>
      (asked.all() as { person: number }[]).map(({ person }) => personId(person)),
    exported(id: PersonId, position: number, { limit, bytes }: { limit: number; bytes: number }) {
      const lines: ArchiveLine[] = [];
      let at = position;
      let left = bytes;
      const first = Math.min(Math.floor(at / PART), PARTS.length - 1);
      for (const [index, what] of PARTS.slice(first).entries()) {
        const part = first + index;
        const from = at >= part * PART ? at - part * PART : 0;
        const { rows, next } = read(what, rowOf(id), from, limit - lines.length + 1);
        for (const row of rows) {
          const line = lineOf(what, id, row);
          left -= Buffer.byteLength(JSON.stringify(line)) + 1;
          if (lines.length > 0 && (left < 0 || lines.length >= limit)) {
            return { lines, position: at, more: true };
          }
          lines.push(line);
          at = part * PART + row.row;
        }
        if (next !== undefined) return { lines, position: part * PART + next, more: true };
        at = Math.max(at, (part + 1) * PART);
      }
      return { lines, position: at, more: false };
    },
  };
}

interface Row {
  readonly row: number;
  readonly [column: string]: unknown;
}

function lineOf(what: Part, id: PersonId, { row, ...columns }: Row): ArchiveLine {
  const chat = chatId((columns['chat'] as number | undefined) ?? row);
  switch (what) {
    case 'person':
      return { what, id, ...columns } as ArchiveLine;
    case 'device':
      return { what, ...columns } as ArchiveLine;
    case 'chat':
      return { what, chat, ...columns, groupchat: columns['groupchat'] === 1 } as ArchiveLine;
    case 'block':
      return { what, id: personId(row), ...columns } as ArchiveLine;
    case 'report': {
      const { about, ...more } = columns;
      const report = `r${row.toString(36)}`;
      return { what, report, id: personId(about as number), ...more } as ArchiveLine;
    }
    case 'reaction':
      return { what, ...columns, chat } as ArchiveLine;
    case 'message': {
      const { target, ...more } = columns;
      return { what, ...more, chat, ...(target !== null && { reply_to: target }) } as ArchiveLine;
    }
    default:
      return what satisfies never;
  }
}
