import type { DatabaseSync } from 'node:sqlite';
import type { Device, Ended, EndReason, NewToken } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';
import { personId, rowOf } from './ids.ts';

/** The tokens by which devices come back, inside a transaction. Those that end leave a row in `ended`. */
export function sqliteTokens(db: DatabaseSync) {
  const insert = db.prepare(
    'INSERT INTO tokens (hash, person, device, created_at, expires_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const use = db.prepare(
    `UPDATE tokens SET seen_at = ?, expires_at = ?, device = coalesce(?, device)
      WHERE hash = ? AND person = ? AND expires_at > ?`,
  );
  const extend = db.prepare(
    'UPDATE tokens SET seen_at = ?, expires_at = max(expires_at, ?) WHERE hash = ? AND expires_at > ?',
  );
  const see = db.prepare('UPDATE people SET seen_at = max(seen_at, ?) WHERE id = ?');
  const seeHolder = db.prepare(
    'UPDATE people SET seen_at = max(seen_at, ?) WHERE id = (SELECT person FROM tokens WHERE hash = ?)',
  );
  const ofPerson = db.prepare('SELECT hash FROM tokens WHERE person = ?');
  const remove = db.prepare('DELETE FROM tokens WHERE hash = ? AND person = ?');
  const insertEnded = db.prepare(
    'INSERT INTO ended (person, token_hash, reason, at) VALUES (?, ?, ?, ?)',
  );
  const forgetEnded = db.prepare('DELETE FROM ended WHERE at <= ?');

  return {
    add(person: number, { hash, device, at, expiresAt }: NewToken): void {
      insert.run(hash, person, device, at, expiresAt, at);
      see.run(at, person);
    },
    /** `false`: it has ended, or is not the person's. */
    use(
      person: number,
      { hash, device, at, expiresAt }: Omit<NewToken, 'device'> & { device?: string | undefined },
    ): boolean {
      const isUsed = use.run(at, expiresAt, device ?? null, hash, person, at).changes === 1;
      if (isUsed) see.run(at, person);
      return isUsed;
    },
    extend(tokens: readonly { hash: string; seenAt: number; expiresAt: number }[]): void {
      for (const { hash, seenAt, expiresAt } of tokens) {
        extend.run(seenAt, expiresAt, hash, seenAt);
        seeHolder.run(seenAt, hash);
      }
    },
    forgetEnded: (until: number) => void forgetEnded.run(until),
    /** Ends the person's tokens that `isMeant` says. */
    end(
      person: number,
      isMeant: (hash: string) => boolean,
      reason: EndReason,
      at: number,
    ): Ended[] {
      const hashes = (ofPerson.all(person) as { hash: string }[]).map(({ hash }) => hash);
      return hashes.filter(isMeant).map((tokenHash) => {
        remove.run(tokenHash, person);
        insertEnded.run(person, tokenHash, reason, at);
        return { person: personId(person), tokenHash, reason };
      });
    },
  };
}

export type SqliteTokens = ReturnType<typeof sqliteTokens>;

/** What is asked about them, on a connection of any kind. */
export function sqliteTokenReads(db: DatabaseSync) {
  const devices = db.prepare(
    `SELECT hash AS tokenHash, device AS label, created_at AS createdAt, seen_at AS seenAt
       FROM tokens WHERE person = ? AND expires_at > ?`,
  );
  const last = db.prepare('SELECT coalesce(max(id), 0) AS id FROM ended');
  const after = db.prepare(
    'SELECT id, person, token_hash AS tokenHash, reason FROM ended WHERE id > ? ORDER BY id',
  );

  return {
    devicesOf: (person: PersonId, now: number) =>
      devices.all(rowOf(person), now) as unknown as Device[],
    endedAfter(position: number | undefined): { ended: Ended[]; position: number } {
      // It comes to the thread as `null`.
      if (typeof position !== 'number')
        return { ended: [], position: (last.get() as { id: number }).id };
      const rows = after.all(position) as unknown as {
        id: number;
        person: number;
        tokenHash: string;
        reason: EndReason;
      }[];
      return {
        ended: rows.map(({ person, tokenHash, reason }) => {
          return { person: personId(person), tokenHash, reason };
        }),
        position: rows.at(-1)?.id ?? position,
      };
    },
  };
}
