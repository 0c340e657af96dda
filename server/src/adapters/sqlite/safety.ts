import type { DatabaseSync } from 'node:sqlite';
import type { Report, Safety } from '../../ports/safety.ts';
import type { PersonId, PersonName } from '../../ports/store.ts';
import type { SqliteAdmissions } from './admissions.ts';
import { chatId, chatRow, personId, personRow, rowOf } from './ids.ts';
import type { SqliteKeys } from './keys.ts';
import { sqlitePlaces } from './places.ts';

type Args<Name extends keyof Safety> = Parameters<Safety[Name]>[0];

/** Blocks and reports, inside a transaction. */
export function sqliteSafety(db: DatabaseSync, keys: SqliteKeys, admissions: SqliteAdmissions) {
  const places = sqlitePlaces(db);
  const isThere = db.prepare('SELECT 1 FROM people WHERE id = ? AND erased_at IS NULL');
  const haveMet = db.prepare(
    `SELECT 1 FROM (SELECT chat FROM seats WHERE person = ?1 UNION SELECT chat FROM stays WHERE person = ?1) AS mine
      WHERE EXISTS (SELECT 1 FROM seats WHERE person = ?2 AND seats.chat = mine.chat)
         OR EXISTS (SELECT 1 FROM stays WHERE person = ?2 AND stays.chat = mine.chat) LIMIT 1`,
  );
  const add = db.prepare('INSERT OR IGNORE INTO blocks (person, other, at) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM blocks WHERE person = ? AND other = ?');
  const areApart = db.prepare(
    'SELECT 1 FROM blocks WHERE (person = ?1 AND other = ?2) OR (person = ?2 AND other = ?1)',
  );
  const setApart = db.prepare('UPDATE chats SET apart = ? WHERE low = ? AND high = ?');
  const report = db.prepare(
    `INSERT INTO reports (at, reporter, about, reason, chat, seq, content)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const available = db.prepare('UPDATE people SET available = ? WHERE id = ?');

  function block({ person, other, on, ifMet, at }: Args<'block'>) {
    const [one, two] = [rowOf(person), personRow(other)];
    if (one === two || !isThere.get(two)) return 'unknown' as const;
    if (ifMet && !haveMet.get(one, two)) return 'unknown' as const;
    if (on) add.run(one, two, at);
    else remove.run(one, two);
    admissions.forget();
    const isApart = areApart.get(one, two) !== undefined;
    setApart.run(isApart ? 1 : 0, Math.min(one, two), Math.max(one, two));
    return { isApart };
  }

  /** With the content as it is now: it may be gone when somebody looks. */
  function file({ reporter, about, reason, at }: Args<'report'>) {
    const who = rowOf(reporter);
    if ('person' in about) {
      const person = personRow(about.person);
      if (!isThere.get(person)) return undefined;
      const { lastInsertRowid } = report.run(at, who, person, reason, null, null, null);
      return { report: reportId(Number(lastInsertRowid)) };
    }
    const chat = chatRow(about.chat);
    const message = places.message(chat, about.seq, who);
    const entry = message && places.entry(chat, about.seq);
    if (!message || !entry) return undefined;
    const { sender, seq, content } = entry;
    const { lastInsertRowid } = report.run(at, who, sender, reason, chat, seq, content);
    return { report: reportId(Number(lastInsertRowid)) };
  }

  return {
    block: (wanted: Args<'block'>) =>
      keys.once(
        rowOf(wanted.person),
        wanted.keyed,
        () => block(wanted),
        (done) => (done === 'unknown' ? undefined : {}),
      ),
    report: (wanted: Args<'report'>) =>
      keys.once(
        rowOf(wanted.reporter),
        wanted.keyed,
        () => file(wanted),
        (done) => done,
      ),
    setAvailable(person: PersonId, isAvailable: boolean): void {
      available.run(isAvailable ? 1 : 0, rowOf(person));
    },
    closeReport: sqliteReportClosing(db),
  };
}

/** Inside a transaction: the writer's, or the operator's own. */
export function sqliteReportClosing(db: DatabaseSync): (id: string) => boolean {
  const close = db.prepare('UPDATE reports SET closed_at = ? WHERE id = ? AND closed_at IS NULL');
  return (id) => close.run(Date.now(), reportRow(id)).changes === 1;
}

/** What is asked about them, on a connection of any kind. */
export function sqliteSafetyReads(db: DatabaseSync) {
  const blocked = db.prepare(
    `SELECT people.id, people.name FROM blocks JOIN people ON people.id = other
      WHERE person = ? AND erased_at IS NULL ORDER BY other`,
  );
  const page = db.prepare(
    `SELECT reports.*, one.name AS reporterName, two.name AS aboutName
       FROM reports JOIN people AS one ON one.id = reporter JOIN people AS two ON two.id = about
      WHERE reports.id > ? ORDER BY reports.id LIMIT ?`,
  );

  return {
    blockedBy: (person: PersonId): PersonName[] =>
      (blocked.all(rowOf(person)) as { id: number; name: string }[]).map(({ id, name }) => {
        return { id: personId(id), name };
      }),
    reports(after: string | undefined, limit: number): Report[] {
      const rows = page.all(after ? reportRow(after) : 0, limit) as unknown as {
        id: number;
        at: number;
        reporter: number;
        reporterName: string;
        about: number;
        aboutName: string;
        reason: string;
        chat: number | null;
        seq: number | null;
        content: string | null;
        closed_at: number | null;
      }[];
      return rows.map(({ id, at, reason, chat, seq, content, ...row }) => ({
        id: reportId(id),
        at,
        reporter: { id: personId(row.reporter), name: row.reporterName },
        about: { id: personId(row.about), name: row.aboutName },
        reason,
        ...(chat !== null && { chat: chatId(chat) }),
        ...(seq !== null && { seq }),
        ...(content !== null && { content }),
        isClosed: row.closed_at !== null,
      }));
    },
  };
}

const reportId = (row: number): string => `r${row.toString(36)}`;

function reportRow(id: string): number {
  const row = Number.parseInt(id.slice(1), 36);
  return reportId(row) === id ? row : 0;
}
