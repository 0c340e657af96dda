import type { DatabaseSync } from 'node:sqlite';
import type { Denied } from '../../ports/logs.ts';

/** Seats that are remembered; more are looked up again. */
const REMEMBERED = 100_000;

/** Where a sender sits, and what may keep the message away: one look for all of it. */
interface Desk {
  readonly mutedUntil: number;
  readonly isApart: number;
  /** Of a guest, when the last token is over; of an account, and of a group: never. */
  readonly endsAt: number;
}

/**
 * Who may write where. Looked up once and remembered, because a look costs more than storing the message: whatever
 * takes a seat, a voice or a token away must have it forgotten, and so must a transaction that is undone.
 */
export function sqliteAdmissions(db: DatabaseSync) {
  const desk = db.prepare(
    `SELECT coalesce((SELECT until FROM mutes WHERE person = ?1 AND chat = ?2), 0) AS mutedUntil,
            apart AS isApart,
            CASE WHEN low IS NULL THEN ${Number.MAX_SAFE_INTEGER}
                 WHEN EXISTS (SELECT 1 FROM accounts
                               WHERE accounts.person = iif(low = ?1, high, low))
                 THEN ${Number.MAX_SAFE_INTEGER}
                 ELSE coalesce((SELECT max(expires_at) FROM tokens
                                 WHERE tokens.person = iif(low = ?1, high, low)), 0)
            END AS endsAt
       FROM seats JOIN chats ON chats.id = seats.chat
      WHERE seats.person = ?1 AND seats.chat = ?2`,
  );
  /** By chat and sender, until when they may write without another look. */
  const admitted = new Map<number, Map<number, number>>();
  let count = 0;

  function remember(chat: number, sender: number, until: number): void {
    if (count++ >= REMEMBERED) {
      admitted.clear();
      count = 1;
    }
    const senders = admitted.get(chat);
    if (senders) senders.set(sender, until);
    else admitted.set(chat, new Map([[sender, until]]));
  }

  return {
    /** Why not, if not. */
    denial(chat: number, sender: number, at: number): Denied | undefined {
      if (at < (admitted.get(chat)?.get(sender) ?? 0)) return undefined;
      const found = desk.get(sender, chat) as unknown as Desk | undefined;
      if (!found) return 'gone';
      if (found.mutedUntil > at) return 'muted';
      if (found.isApart) return 'blocked';
      if (found.endsAt <= at) return 'ended';
      remember(chat, sender, found.endsAt);
      return undefined;
    },
    forget(): void {
      admitted.clear();
      count = 0;
    },
  };
}

export type SqliteAdmissions = ReturnType<typeof sqliteAdmissions>;
