import type { Account } from '../../ports/accounts.ts';
import type { PersonId, PersonName } from '../../ports/store.ts';

export interface MemoryAccount extends Account {
  readonly createdAt: number;
  readonly passwordHash?: string;
  readonly subject?: string;
  readonly login?: string;
  readonly disabledBy?: 'operator' | 'directory' | undefined;
}

export interface MemoryPerson {
  readonly id: PersonId;
  /** Stays as a label where somebody else has the name by now. */
  name: string;
  keepsName: boolean;
  /** Of guests. */
  seenAt: number;
  available: boolean | undefined;
  account: MemoryAccount | undefined;
  isErased: boolean;
}

/** Everybody who has ever been here. */
export function memoryPeople() {
  const people = new Map<PersonId, MemoryPerson>();

  function known(id: PersonId): MemoryPerson {
    const person = people.get(id);
    if (!person) throw new Error(`nobody has the id ${id}`);
    return person;
  }

  return {
    known,
    get: (id: PersonId) => people.get(id),
    /** `undefined` too for somebody who has had everything erased. */
    present(id: PersonId): MemoryPerson | undefined {
      const person = people.get(id);
      return person?.isErased ? undefined : person;
    },
    all: () => [...people.values()],
    label({ id }: { readonly id: PersonId }): PersonName {
      return { id, name: known(id).name };
    },
    nextId: (): PersonId => `p${people.size + 1}`,
    add(id: PersonId, name: string, at: number, account?: MemoryAccount): MemoryPerson {
      const start = { keepsName: false, available: undefined, isErased: false };
      const person: MemoryPerson = { id, name, seenAt: at, account, ...start };
      people.set(id, person);
      return person;
    },
    /** In the order of their ids, as everything here. */
    withAccounts: () =>
      [...people.values()].flatMap(({ account, ...person }) =>
        account ? [{ ...person, account }] : [],
      ),
  };
}

export type MemoryPeople = ReturnType<typeof memoryPeople>;

/** Ids count: what came later has a higher number. */
export function byId(one: { readonly id: string }, other: { readonly id: string }): number {
  return numberOf(one.id) - numberOf(other.id);
}

/** What comes after an id, from the first one on. */
export function page<T extends { readonly id: string }>(
  rows: readonly T[],
  after: string | undefined,
  limit: number,
): T[] {
  const rest = rows.filter(({ id }) => after === undefined || numberOf(id) > numberOf(after));
  return rest.sort(byId).slice(0, limit);
}

const numberOf = (id: string): number => Number(id.slice(1));
