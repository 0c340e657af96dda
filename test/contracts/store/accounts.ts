import { expect, test } from 'bun:test';
import type { NewLocalAccount } from '../../../server/src/ports/accounts.ts';
import type { Ended } from '../../../server/src/ports/identities.ts';
import type { NameClaim, PersonId, Store } from '../../../server/src/ports/store.ts';
import { arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, guest, holder, resumption, token } from './guests.ts';
import { group } from './logs.ts';

export function accountsContract(given: Given): void {
  test('a token says that somebody has an account, and which role', async () => {
    const { store } = given();
    const ada = await open(store, 'Ada', { role: 'moderator' });
    const account = { source: 'local', role: 'moderator', displayName: '' } as const;
    expect(await holder(store, 'token of Ada')).toEqual({ id: ada, name: 'Ada', account });
  });

  test('an account is found by its canonical name, with what its password is checked by', async () => {
    const { store } = given();
    const ada = await open(store, 'Ada', { role: 'admin' });
    await enter(store, 'bob');
    expect(await store.findLocalAccount('ada')).toEqual({
      id: ada,
      name: 'Ada',
      role: 'admin',
      passwordHash: 'password of Ada',
      isDisabled: false,
    });
    expect(await store.findLocalAccount('bob')).toBeUndefined();
    expect(await store.findLocalAccount('Ada')).toBeUndefined();
    expect(await store.findLocalAccount('cleo')).toBeUndefined();
  });

  test('an account may be made without a device', async () => {
    const { store } = given();
    const ada = await store.addAccount(account('ada'));
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada);
    expect(await store.devicesOf(ada, 1)).toEqual([]);
  });

  test('a name that somebody or a group has is taken, and so is one that looks like it', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada'));
    await group(store, 'tea', ada);
    await open(store, claim('bob'));
    for (const name of [claim('ADA'), claim('аdа', 'ada'), claim('Tea'), claim('BOB')]) {
      const [hash, looks] = [`token of ${name.name}`, name.canon];
      expect(await store.addAccount(account(name, { token: token(hash) }))).toBe('taken');
      expect(await store.findToken(hash, 1)).toBeUndefined();
      expect((await store.findLocalAccount(looks))?.name).not.toBe(name.name);
    }
    expect(await store.accounts(undefined, 9)).toHaveLength(1);
  });

  test('nobody else gets the name of an account, nor one that looks like it', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob');
    await open(store, claim('ada'));
    for (const name of [claim('ADA'), claim('аdа', 'ada')]) {
      expect(await store.addGuest(guest(name))).toBe('taken');
      expect(await store.resume(resumption(bob, 'bob', name))).toBe('taken');
      expect(await store.addGroup({ name, members: [bob], at: 1 })).toBe('taken');
    }
  });

  test('of a guest and an account that ask for one name at once, the first gets it', async () => {
    const { store } = given();
    const [ada, later] = await Promise.all([
      store.addAccount(account('ada')),
      store.addGuest(guest(claim('Ada'))),
    ]);
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada as string);
    expect(later).toBe('taken');
    const [, tooLate] = await Promise.all([enter(store, 'bob'), store.addAccount(account('Bob'))]);
    expect(tooLate).toBe('taken');
  });

  test('the name of an account is never released', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const bob = await enter(store, 'bob');
    await store.releaseNames([ada, bob]);
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada);
    await enter(store, 'bob', { tokenHash: 'second' });
  });

  test('an account can be written to by its canonical name, whether it is here or not', async () => {
    const { store } = given();
    const ada = await open(store, 'Ada');
    const { id: bob } = await arrive(store, 'Bob');
    await enter(store, 'cleo');
    await group(store, 'tea', ada);
    await store.endTokens({ person: ada, reason: 'logged_out', at: 2 });
    expect(await store.findAccount('ada')).toEqual({ id: ada, name: 'Ada' });
    expect(await store.findAccount('bob')).toEqual({ id: bob, name: 'Bob' });
    for (const nobody of ['Ada', 'cleo', 'tea', 'nobody', '']) {
      expect(await store.findAccount(nobody)).toBeUndefined();
    }
    await store.disable(ada, 'operator', 2);
    expect(await store.findAccount('ada')).toBeUndefined();
    await store.enable(ada);
    expect((await store.findAccount('ada'))?.id).toBe(ada);
  });

  test('the list of accounts has everybody but the guests', async () => {
    const { store } = given();
    const ada = await store.addAccount(account('Ada', { role: 'admin', at: 7 }));
    await enter(store, 'guest');
    const bob = await open(store, 'Bob', { at: 8 });
    await store.disable(bob, 'operator', 9);
    const local = { source: 'local', displayName: '', seenAt: 0 } as const;
    expect(await store.accounts(undefined, 9)).toEqual([
      { ...local, id: ada, name: 'Ada', role: 'admin', createdAt: 7 },
      { ...local, id: bob, name: 'Bob', role: 'member', createdAt: 8, disabledBy: 'operator' },
    ]);
  });

  test('the list of accounts is read in pages, each going on after the last of the one before', async () => {
    const { store } = given();
    const names = Array.from({ length: 40 }, (_, number) => `person${number}`);
    const ids = await Promise.all(names.map((name) => store.addAccount(account(name))));
    const pages: PersonId[][] = [];
    let after: PersonId | undefined;
    do {
      const rows = await store.accounts(after, 15);
      pages.push(rows.map(({ id }) => id));
      after = rows.at(-1)?.id;
    } while (after !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([15, 15, 10, 0]);
    expect(pages.flat()).toEqual(ids);
  });

  test('the list of accounts says when a device was last seen, as long as its token lasts', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await addDevice(store, ada, 'phone');
    const seenAt = async () => (await store.accounts(undefined, 9))[0]?.seenAt;
    expect(await seenAt()).toBe(1);
    await store.extendTokens([{ hash: 'phone', seenAt: 70, expiresAt: 900 }]);
    expect(await seenAt()).toBe(70);
    await store.endTokens({ person: ada, hashes: ['phone'], reason: 'logged_out', at: 80 });
    expect(await seenAt()).toBe(1);
    await store.endTokens({ person: ada, reason: 'logged_out', at: 80 });
    expect(await seenAt()).toBe(0);
  });
}

/** An account whose password has the hash `password of <name>`, and no device yet. */
export function account(
  name: NameClaim | string,
  more: Partial<NewLocalAccount> = {},
): NewLocalAccount {
  const wanted = typeof name === 'string' ? claim(name) : name;
  const passwordHash = `password of ${wanted.name}`;
  return { name: wanted, passwordHash, role: 'member', at: 1, ...more };
}

/** Makes an account whose name is free, on a device whose token is `token of <name>`. */
export async function open(
  store: Store,
  name: NameClaim | string,
  more: Partial<NewLocalAccount> = {},
): Promise<PersonId> {
  const made = account(name, more);
  const person = await store.addAccount({ token: token(`token of ${made.name.name}`), ...made });
  expect(person).not.toBe('taken');
  return person;
}

/** One more device of Ada's, or of whoever has that password. */
export async function addDevice(
  store: Store,
  person: PersonId,
  hash: string,
  passwordHash = 'password of ada',
): Promise<void> {
  expect(await store.addToken(person, token(hash), passwordHash)).toBe('added');
}

/** The tokens that a new password has ended. */
export function endedOf(outcome: Ended[] | 'changed'): Ended[] {
  if (outcome === 'changed') throw new Error('the password was another one already');
  return outcome;
}

export function byHash(one: { tokenHash: string }, other: { tokenHash: string }): number {
  return one.tokenHash < other.tokenHash ? -1 : 1;
}
