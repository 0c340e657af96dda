import type {
  Account,
  AccountRow,
  Chat,
  Ended,
  LocalAccount,
  NewLocalAccount,
  NewToken,
  PersonId,
  Role,
} from '../../ports/store.ts';
import type { MemoryNames } from './names.ts';
import type { MemoryTokens } from './tokens.ts';

export interface MemoryAccount extends Account {
  readonly createdAt: number;
  readonly passwordHash?: string;
  readonly subject?: string;
  readonly login?: string;
  readonly disabledBy?: 'operator' | 'directory' | undefined;
}

export interface MemoryPerson {
  readonly id: PersonId;
  groups: Chat[];
  name: string;
  keepsName: boolean;
  account?: MemoryAccount;
}

export interface MemoryHouse {
  readonly people: Map<PersonId, MemoryPerson>;
  readonly names: MemoryNames;
  readonly tokens: MemoryTokens;
}

/** People who are more than guests. */
export function memoryAccounts({ people, names, tokens }: MemoryHouse) {
  const invitations = new Map<string, number>();

  function change(id: PersonId, changed: Partial<MemoryAccount>): void {
    const person = people.get(id);
    if (person?.account) person.account = { ...person.account, ...changed };
  }

  return {
    addAccount(account: NewLocalAccount): PersonId | 'taken' | 'uninvited' {
      const { name, passwordHash, role, at, token, invitationHash } = account;
      if (names.isTaken(name)) return 'taken';
      const until = invitationHash === undefined ? Infinity : invitations.get(invitationHash);
      if (until === undefined || until <= at) return 'uninvited';
      if (invitationHash !== undefined) invitations.delete(invitationHash);
      const id = `p${people.size + 1}`;
      names.give(name, id);
      const kept = { source: 'local', role, displayName: '', passwordHash, createdAt: at } as const;
      people.set(id, { id, groups: [], name: name.name, keepsName: false, account: kept });
      if (token) tokens.add(id, token);
      return id;
    },
    addToken(
      person: PersonId,
      token: NewToken,
      passwordHash: string,
    ): 'added' | 'disabled' | 'changed' {
      const account = people.get(person)?.account;
      if (account?.disabledBy !== undefined) return 'disabled';
      if (account?.passwordHash !== passwordHash) return 'changed';
      tokens.add(person, token);
      return 'added';
    },
    setPassword(
      person: PersonId,
      { passwordHash, was, except }: { passwordHash: string; was?: string; except?: string },
    ): Ended[] | 'changed' {
      const account = people.get(person)?.account;
      if (was !== undefined && account?.passwordHash !== was) return 'changed';
      if (account?.source !== 'local') return [];
      change(person, { passwordHash });
      return tokens.end(person, (hash) => hash !== except, 'revoked');
    },
    disable(person: PersonId, by: 'operator' | 'directory'): Ended[] {
      const before = people.get(person)?.account?.disabledBy;
      change(person, { disabledBy: before === 'operator' ? before : by });
      return tokens.end(person, () => true, 'disabled');
    },
    enable: (person: PersonId) => change(person, { disabledBy: undefined }),
    addInvitation: (hash: string, expiresAt: number) => void invitations.set(hash, expiresAt),
    describe: (person: PersonId, account: { role: Role; displayName: string }) =>
      change(person, account),

    findLocal(canon: string): LocalAccount | undefined {
      const id = names.holder({ name: '', canon, looks: [] });
      const person = id === undefined ? undefined : people.get(id);
      if (person?.account?.passwordHash === undefined) return undefined;
      const { role, passwordHash, disabledBy } = person.account;
      const isDisabled = disabledBy !== undefined;
      return { id: person.id, name: person.name, role, passwordHash, isDisabled };
    },
    list(after: PersonId | undefined, limit: number): AccountRow[] {
      const rows = withAccounts(people).map(({ id, name, account }) => {
        const { source, role, displayName, createdAt, disabledBy } = account;
        const seenAt = Math.max(0, ...tokens.devices(id, 0).map((device) => device.seenAt));
        const state = disabledBy ? { disabledBy } : {};
        return { id, name, source, role, displayName, createdAt, seenAt, ...state };
      });
      return page(rows, after, limit);
    },
  };
}

/** In the order of their ids. */
export function withAccounts(people: MemoryHouse['people']) {
  return [...people.values()].flatMap(({ account, ...person }) =>
    account ? [{ ...person, account }] : [],
  );
}

export function page<T extends { id: PersonId }>(
  rows: readonly T[],
  after: PersonId | undefined,
  limit: number,
): T[] {
  const number = (id: PersonId) => Number(id.slice(1));
  const rest = rows.filter(({ id }) => after === undefined || number(id) > number(after));
  return rest.slice(0, limit);
}
