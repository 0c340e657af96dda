import type { Accounts } from '../../ports/accounts.ts';
import type { PersonId } from '../../ports/store.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { type MemoryAccount, page } from './people.ts';

/** People who are more than guests. */
export function memoryAccounts({ people, names, tokens }: MemoryHouse) {
  const invitations = new Map<string, number>();

  function change(id: PersonId, changed: Partial<MemoryAccount>): void {
    const person = people.get(id);
    if (person?.account) person.account = { ...person.account, ...changed };
  }

  const writes: Inside<
    Accounts,
    | 'addAccount'
    | 'addToken'
    | 'setPassword'
    | 'disable'
    | 'enable'
    | 'addInvitation'
    | 'describeAccount'
  > = {
    addAccount({ name, passwordHash, role, at, token, invitationHash }) {
      if (names.isTaken(name)) return 'taken';
      const until = invitationHash === undefined ? Infinity : invitations.get(invitationHash);
      if (until === undefined || until <= at) return 'uninvited';
      if (invitationHash !== undefined) invitations.delete(invitationHash);
      const id = people.nextId();
      names.give(name, id);
      const kept = { source: 'local', role, displayName: '', passwordHash, createdAt: at } as const;
      people.add(id, name.name, at, kept);
      if (token) tokens.add(id, token);
      return id;
    },
    addToken(person, token, passwordHash) {
      const account = people.get(person)?.account;
      if (account?.disabledBy !== undefined) return 'disabled';
      if (account?.passwordHash !== passwordHash) return 'changed';
      tokens.add(person, token);
      return 'added';
    },
    setPassword({ person, passwordHash, was, except, at }) {
      const account = people.get(person)?.account;
      if (was !== undefined && account?.passwordHash !== was) return 'changed';
      if (account?.source !== 'local') return [];
      change(person, { passwordHash });
      return tokens.end(person, (hash) => hash !== except, 'revoked', at);
    },
    disable(person, by, at) {
      const before = people.get(person)?.account?.disabledBy;
      change(person, { disabledBy: before === 'operator' ? before : by });
      return tokens.end(person, () => true, 'disabled', at);
    },
    enable: (person) => change(person, { disabledBy: undefined }),
    addInvitation: (hash, expiresAt) => void invitations.set(hash, expiresAt),
    describeAccount: (person, account) => change(person, account),
  };

  const reads: Inside<Accounts, 'findLocalAccount' | 'accounts'> = {
    findLocalAccount(canon) {
      const id = names.holder({ canon });
      const person = id === undefined ? undefined : people.get(id);
      if (person?.account?.passwordHash === undefined) return undefined;
      const { role, passwordHash, disabledBy } = person.account;
      const isDisabled = disabledBy !== undefined;
      return { id: person.id, name: person.name, role, passwordHash, isDisabled };
    },
    accounts(after, limit) {
      const rows = people.withAccounts().map(({ id, name, account }) => {
        const { source, role, displayName, createdAt, disabledBy } = account;
        const seenAt = Math.max(0, ...tokens.devices(id, 0).map((device) => device.seenAt));
        const state = disabledBy ? { disabledBy } : {};
        return { id, name, source, role, displayName, createdAt, seenAt, ...state };
      });
      return page(rows, after, limit);
    },
  };
  return { writes, reads };
}
