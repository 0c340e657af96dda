import type { DatabaseSync } from 'node:sqlite';
import type { AccountRow, LocalAccount, NewLocalAccount, Role } from '../../ports/accounts.ts';
import type { Ended, NewToken } from '../../ports/identities.ts';
import type { PersonId } from '../../ports/store.ts';
import { personId, rowAfter, rowOf } from './ids.ts';
import { NOBODY, type SqliteNames } from './names.ts';
import type { SqliteTokens } from './tokens.ts';

/** Accounts, inside a transaction: the writer's, or the operator's own. */
export function sqliteAccounts(db: DatabaseSync, names: SqliteNames, tokens: SqliteTokens) {
  const insertPerson = db.prepare('INSERT INTO people (name, created_at) VALUES (?, ?)');
  const insert = db.prepare(
    `INSERT INTO accounts (person, source, role, display_name, password_hash, created_at)
     VALUES (?, 'local', ?, '', ?, ?)`,
  );
  const invitation = db.prepare(
    'SELECT 1 FROM invitations WHERE hash = ? AND used_by IS NULL AND expires_at > ?',
  );
  const useInvitation = db.prepare('UPDATE invitations SET used_by = ? WHERE hash = ?');
  const addInvitation = db.prepare('INSERT INTO invitations (hash, expires_at) VALUES (?, ?)');
  const password = db.prepare(
    'SELECT password_hash AS hash, disabled_by AS disabledBy FROM accounts WHERE person = ?',
  );
  const setPassword = db.prepare(
    "UPDATE accounts SET password_hash = ? WHERE person = ? AND source = 'local'",
  );
  const disable = db.prepare(
    `UPDATE accounts SET disabled_by = ? WHERE person = ? AND disabled_by IS NOT 'operator'`,
  );
  const enable = db.prepare('UPDATE accounts SET disabled_by = NULL WHERE person = ?');
  const describe = db.prepare('UPDATE accounts SET role = ?, display_name = ? WHERE person = ?');

  return {
    addAccount({ name, passwordHash, role, at, token, invitationHash }: NewLocalAccount) {
      if (names.taken(name, NOBODY)) return 'taken';
      const isInvited = invitationHash === undefined || invitation.get(invitationHash, at);
      if (!isInvited) return 'uninvited';
      const person = Number(insertPerson.run(name.name, at).lastInsertRowid);
      names.give(name, { person });
      insert.run(person, role, passwordHash, at);
      if (invitationHash !== undefined) useInvitation.run(person, invitationHash);
      if (token) tokens.add(person, token);
      return personId(person);
    },
    addToken(
      person: PersonId,
      token: NewToken,
      passwordHash: string,
    ): 'added' | 'disabled' | 'changed' {
      const account = password.get(rowOf(person)) as
        | { hash: string | null; disabledBy: string | null }
        | undefined;
      if (account?.disabledBy) return 'disabled';
      if (account?.hash !== passwordHash) return 'changed';
      tokens.add(rowOf(person), token);
      return 'added';
    },
    setPassword(change: {
      person: PersonId;
      passwordHash: string;
      was?: string;
      except?: string;
      at: number;
    }): Ended[] | 'changed' {
      const person = rowOf(change.person);
      const { hash } = (password.get(person) ?? {}) as { hash?: string | null };
      if (change.was && hash !== change.was) return 'changed';
      if (setPassword.run(change.passwordHash, person).changes === 0) return [];
      return tokens.end(person, (hash) => hash !== change.except, 'revoked', change.at);
    },
    disable(person: PersonId, by: 'operator' | 'directory', at: number): Ended[] {
      disable.run(by, rowOf(person));
      return tokens.end(rowOf(person), () => true, 'disabled', at);
    },
    enable(person: PersonId): void {
      enable.run(rowOf(person));
    },
    addInvitation(hash: string, expiresAt: number): void {
      addInvitation.run(hash, expiresAt);
    },
    describeAccount(person: PersonId, { role, displayName }: { role: Role; displayName: string }) {
      describe.run(role, displayName, rowOf(person));
    },
  };
}

/** What is asked about them, on a connection of any kind. */
export function sqliteAccountReads(db: DatabaseSync) {
  const local = db.prepare(
    `SELECT people.id, people.name, role, password_hash AS passwordHash,
            disabled_by IS NOT NULL AS isDisabled
       FROM names JOIN accounts USING (person) JOIN people ON people.id = person
      WHERE canon = ? AND source = 'local'`,
  );
  const page = db.prepare(
    `SELECT people.id, people.name, source, role, display_name AS displayName,
            accounts.created_at AS createdAt, disabled_by AS disabledBy,
            coalesce((SELECT max(seen_at) FROM tokens WHERE tokens.person = people.id), 0) AS seenAt
       FROM accounts JOIN people ON people.id = person
      WHERE person > ? ORDER BY person LIMIT ?`,
  );

  return {
    findLocalAccount(canon: string): LocalAccount | undefined {
      const row = local.get(canon) as
        | (Omit<LocalAccount, 'id' | 'isDisabled'> & { id: number; isDisabled: number })
        | undefined;
      return row && { ...row, id: personId(row.id), isDisabled: row.isDisabled === 1 };
    },
    accounts(after: PersonId | undefined, limit: number): AccountRow[] {
      const rows = page.all(rowAfter(after), limit) as unknown as (Omit<
        AccountRow,
        'id' | 'disabledBy'
      > & { id: number; disabledBy: 'operator' | 'directory' | null })[];
      return rows.map(({ id, disabledBy, ...row }) => {
        return { ...row, id: personId(id), ...(disabledBy && { disabledBy }) };
      });
    },
  };
}
