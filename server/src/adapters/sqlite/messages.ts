import type { DatabaseSync } from 'node:sqlite';
import type {
  Amended,
  Amendment,
  Appended,
  Denied,
  Mentions,
  NewDirect,
  NewMessage,
} from '../../ports/logs.ts';
import type { Earlier } from '../../ports/store.ts';
import type { SqliteAdmissions } from './admissions.ts';
import { chatId, chatRow, rowOf } from './ids.ts';
import { placeOf, type SqliteKeys } from './keys.ts';
import type { SqliteLog } from './log.ts';
import { sqlitePlaces } from './places.ts';
import type { SqliteSeats } from './seats.ts';

/** Messages, and what becomes of them, inside a transaction. */
export function sqliteMessages(
  db: DatabaseSync,
  {
    log,
    keys,
    seats,
    admissions,
  }: { log: SqliteLog; keys: SqliteKeys; seats: SqliteSeats; admissions: SqliteAdmissions },
) {
  const places = sqlitePlaces(db);
  const findDirect = db.prepare('SELECT id FROM chats WHERE low = ? AND high = ?');
  const areApart = db.prepare(
    'SELECT 1 FROM blocks WHERE (person = ?1 AND other = ?2) OR (person = ?2 AND other = ?1)',
  );
  const isThere = db.prepare('SELECT 1 FROM people WHERE id = ? AND erased_at IS NULL');
  const canRead = db.prepare(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM accounts WHERE person = ?1)
                 OR EXISTS (SELECT 1 FROM tokens WHERE person = ?1 AND expires_at > ?2)`,
  );
  const insertDirect = db.prepare(
    'INSERT INTO chats (low, high, created_at, apart) VALUES (?, ?, ?, ?)',
  );
  const insertMention = db.prepare(
    'INSERT OR IGNORE INTO mentions (chat, person, seq) VALUES (?, ?, ?)',
  );
  const deleteMentions = db.prepare('DELETE FROM mentions WHERE chat = ? AND seq = ?');
  const findNamed = db.prepare(
    `SELECT seats.person FROM names JOIN seats ON seats.person = names.person
      WHERE canon = ? AND seats.chat = ?`,
  );
  const edit = db.prepare('UPDATE entries SET content = ?, edited_at = ? WHERE id = ?');
  const erase = db.prepare("UPDATE entries SET content = '', deleted = 1 WHERE id = ?");
  const dropReactions = db.prepare('DELETE FROM reactions WHERE chat = ? AND seq = ?');
  const addReaction = db.prepare(
    'INSERT OR IGNORE INTO reactions (chat, seq, reaction, person, since) VALUES (?, ?, ?, ?, ?)',
  );
  const dropReaction = db.prepare(
    'DELETE FROM reactions WHERE chat = ? AND seq = ? AND reaction = ? AND person = ?',
  );
  const hasReaction = db.prepare(
    'SELECT 1 FROM reactions WHERE chat = ? AND seq = ? AND reaction = ? LIMIT 1',
  );
  // From one to the next one: thousands of people may be behind each.
  const countReactions = db.prepare(
    `WITH RECURSIVE different (reaction) AS (
       SELECT min(reaction) FROM reactions WHERE chat = ?1 AND seq = ?2
       UNION ALL
       SELECT (SELECT min(reaction) FROM reactions
                WHERE chat = ?1 AND seq = ?2 AND reaction > different.reaction)
         FROM different WHERE reaction IS NOT NULL)
     SELECT count(reaction) AS count FROM different`,
  );

  function direct(one: number, other: number, at: number): { row: number; created: boolean } {
    const [low, high] = one < other ? [one, other] : [other, one];
    const found = findDirect.get(low, high) as { id: number } | undefined;
    if (found) return { row: found.id, created: false };
    const apart = areApart.get(low, high) ? 1 : 0;
    const chat = Number(insertDirect.run(low, high, at, apart).lastInsertRowid);
    for (const person of [low, high])
      seats.take(chat, person, { rank: 'member', from: 1, read: 0 });
    return { row: chat, created: true };
  }

  /** Whoever is named and sits there is called; of the rest nobody learns whether they exist. */
  function call(chat: number, seq: number, mentions: Mentions | undefined, sender: number): void {
    if (!mentions) return;
    if (mentions.everybody) insertMention.run(chat, 0, seq);
    for (const name of mentions.names) {
      const named = findNamed.get(name, chat) as { person: number } | undefined;
      if (named && named.person !== sender) insertMention.run(chat, named.person, seq);
    }
  }

  function destination({ to, sender, at, replyTo }: NewMessage): number | Denied {
    if ('chat' in to) return chatRow(to.chat);
    const [from, other] = [rowOf(sender), rowOf(to.direct)];
    if (from === other || !isThere.get(other)) return 'gone';
    const known = findDirect.get(Math.min(from, other), Math.max(from, other));
    if (known) return (known as { id: number }).id;
    // A conversation that this message may not be said in is not begun.
    if (areApart.get(from, other)) return 'blocked';
    if (!canRead.get(other, at)) return 'ended';
    return typeof replyTo === 'number' ? 'target' : direct(from, other, at).row;
  }

  function store(message: NewMessage): Appended | Denied {
    const { content, at, replyTo, mentions } = message;
    const sender = rowOf(message.sender);
    const chat = destination(message);
    if (typeof chat === 'string') return chat;
    const why = admissions.denial(chat, sender, at);
    if (why) return why;
    if (typeof replyTo === 'number' && !places.message(chat, replyTo, sender)) return 'target';
    const entry = { chat, at, sender, kind: 'message', content, target: replyTo } as const;
    const { seq, isFirst } = log.append(entry);
    call(chat, seq, mentions, sender);
    return { chat: chatId(chat), seq, at, ...(isFirst && { isFirst }) };
  }

  function apply(
    { at, change, by }: Amendment,
    chat: number,
    target: number,
    entry: number,
  ): 'unchanged' | 'full' | undefined {
    const person = rowOf(by);
    switch (change.kind) {
      case 'edit':
        edit.run(change.content, at, entry);
        deleteMentions.run(chat, target);
        call(chat, target, change.mentions, person);
        return undefined;
      case 'delete':
        erase.run(entry);
        deleteMentions.run(chat, target);
        dropReactions.run(chat, target);
        return undefined;
      case 'reaction': {
        const { reaction, on, most } = change;
        if (!on) {
          const { changes } = dropReaction.run(chat, target, reaction, person);
          return changes === 0 ? 'unchanged' : undefined;
        }
        if (!hasReaction.get(chat, target, reaction)) {
          const { count } = countReactions.get(chat, target) as { count: number };
          if (count >= most) return 'full';
        }
        // Of the entry that says so, which comes next.
        const since = log.lastSeq(chat) + 1;
        const { changes } = addReaction.run(chat, target, reaction, person, since);
        return changes === 0 ? 'unchanged' : undefined;
      }
      default:
        return change satisfies never;
    }
  }

  function amended(amendment: Amendment): Exclude<Amended, Earlier> {
    const { by, at, change, seen, target } = amendment;
    const [chat, sender] = [chatRow(amendment.chat), rowOf(by)];
    if (!seats.areAsSeen(chat, sender, seen)) return 'changed';
    const message = places.message(chat, target, sender);
    if (!message) return 'target';
    if (change.kind !== 'delete' && admissions.denial(chat, sender, at)) return 'target';
    const refusal = apply(amendment, chat, target, message.entry);
    if (refusal) return refusal;
    const content = change.kind === 'reaction' ? JSON.stringify([change.reaction, change.on]) : '';
    const { seq } = log.append({ chat, at, sender, kind: change.kind, content, target });
    return { chat: chatId(chat), seq, at };
  }

  return {
    openDirect: ({ person, other, at, keyed }: NewDirect) =>
      keys.once(
        rowOf(person),
        keyed,
        () => {
          const { row, created } = direct(rowOf(person), rowOf(other), at);
          return { chat: chatId(row), created };
        },
        ({ chat }) => ({ chat }),
      ),
    append: (message: NewMessage): Appended | Earlier | Denied =>
      keys.once(rowOf(message.sender), message.keyed, () => store(message), placeOf),
    amend: (amendment: Amendment): Amended =>
      keys.once(rowOf(amendment.by), amendment.keyed, () => amended(amendment), placeOf),
  };
}
