import type { DatabaseSync } from 'node:sqlite';
import type { NameClaim } from '../../ports/store.ts';

/** A row that nobody has, for a claim by somebody who is not there yet. */
export const NOBODY = 0;

/** Who has a name. */
export type Holding = { person: number; isAccount: boolean } | { chat: number };

/** The one namespace of people and groups, inside a transaction. */
export function sqliteNames(db: DatabaseSync) {
  // `person IS NOT ?` also holds where a chat has the name: a person is NULL there.
  const findCanon = db.prepare('SELECT 1 FROM names WHERE canon = ? AND person IS NOT ?');
  const findLook = db.prepare(
    'SELECT 1 FROM looks JOIN names USING (canon) WHERE look = ? AND person IS NOT ?',
  );
  const ownLook = db.prepare(
    'SELECT 1 FROM looks JOIN names USING (canon) WHERE look = ? AND person = ?',
  );
  const findCanonForChat = db.prepare('SELECT 1 FROM names WHERE canon = ? AND chat IS NOT ?');
  const findLookForChat = db.prepare(
    'SELECT 1 FROM looks JOIN names USING (canon) WHERE look = ? AND chat IS NOT ?',
  );
  const findHolder = db.prepare(
    `SELECT names.person, names.chat, accounts.person IS NOT NULL AS isAccount
       FROM names LEFT JOIN accounts ON accounts.person = names.person WHERE canon = ?`,
  );
  const insertName = db.prepare('INSERT INTO names (canon, person, chat) VALUES (?, ?, ?)');
  const insertLook = db.prepare('INSERT OR IGNORE INTO looks (look, canon) VALUES (?, ?)');
  const nameOfPerson = db.prepare('SELECT canon FROM names WHERE person = ?');
  const nameOfChat = db.prepare('SELECT canon FROM names WHERE chat = ?');
  const deleteLooks = db.prepare('DELETE FROM looks WHERE canon = ?');
  const deleteName = db.prepare('DELETE FROM names WHERE canon = ?');

  function free(held: unknown): void {
    const { canon } = (held ?? {}) as { canon?: string };
    if (canon === undefined) return;
    deleteLooks.run(canon);
    deleteName.run(canon);
  }

  return {
    /** Whether somebody else has the name, or one that looks like it where one's own does not. */
    taken(claim: NameClaim, self: number): boolean {
      return (
        findCanon.get(claim.canon, self) !== undefined ||
        claim.looks.some((look) => findLook.get(look, self) && !ownLook.get(look, self))
      );
    },
    /** The same for a chat that may have the name already. */
    takenFromChat(claim: NameClaim, chat: number): boolean {
      return (
        findCanonForChat.get(claim.canon, chat) !== undefined ||
        claim.looks.some((look) => findLookForChat.get(look, chat) !== undefined)
      );
    },
    holder({ canon }: NameClaim): Holding | undefined {
      const row = findHolder.get(canon) as
        | { person: number; chat: null; isAccount: number }
        | { person: null; chat: number }
        | undefined;
      if (!row) return undefined;
      return row.person === null
        ? { chat: row.chat }
        : { person: row.person, isAccount: row.isAccount === 1 };
    },
    give(claim: NameClaim, owner: { person?: number; chat?: number }): void {
      insertName.run(claim.canon, owner.person ?? null, owner.chat ?? null);
      for (const look of claim.looks) insertLook.run(look, claim.canon);
    },
    releasePerson: (person: number) => free(nameOfPerson.get(person)),
    releaseChat: (chat: number) => free(nameOfChat.get(chat)),
  };
}

export type SqliteNames = ReturnType<typeof sqliteNames>;
