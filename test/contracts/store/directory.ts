import { expect, test } from 'bun:test';
import type { DirectoryArrival, DirectoryEntered } from '../../../server/src/ports/accounts.ts';
import type { Store } from '../../../server/src/ports/store.ts';
import { open } from './accounts.ts';
import type { Given } from './given.ts';
import { claim, enter, holder, token } from './guests.ts';

/** People whom the directory lets in. What they are called is in `directory-names.ts`. */
export function directoryContract(given: Given): void {
  test('somebody whom the directory lets in has an account of it, and a device', async () => {
    const { store } = given();
    const more = { role: 'admin', displayName: 'Ada Lovelace' } as const;
    const entered = await store.enterFromDirectory(arrival('Ada', more));
    const account = { source: 'directory', ...more } as const;
    if (entered === 'disabled') throw new Error('nobody has shut the account');
    expect(entered).toEqual({ id: entered.id, name: 'Ada', account });
    const known = { id: entered.id, name: 'Ada', account };
    expect(await holder(store, 'token of Ada')).toEqual(known);
    expect(await store.accounts(undefined, 9)).toEqual([
      { id: entered.id, name: 'Ada', ...account, createdAt: 1, seenAt: 1 },
    ]);
  });

  test('an entry of the directory is the same person every time', async () => {
    const { store } = given();
    const first = await arrive(store, 'ada');
    const phone = { token: { ...token('phone'), at: 7 }, role: 'admin', displayName: 'A' } as const;
    const again = await arrive(store, 'ada', phone);
    const account = { source: 'directory', role: 'admin', displayName: 'A' } as const;
    expect(again).toEqual({ id: first.id, name: 'ada', account });
    expect(await store.devicesOf(first.id, 7)).toHaveLength(2);
    const rows = await store.accounts(undefined, 9);
    expect(rows).toEqual([{ id: first.id, name: 'ada', ...account, createdAt: 1, seenAt: 7 }]);
  });

  test('an entry that comes in twice at once is one person', async () => {
    const { store } = given();
    const [one, other] = await Promise.all([
      arrive(store, 'ada'),
      arrive(store, 'ada', { token: token('phone') }),
    ]);
    expect(other.id).toBe(one.id);
    expect(await store.devicesOf(one.id, 1)).toHaveLength(2);
  });

  test('somebody from the directory has no password here', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    expect(await store.findLocalAccount('ada')).toBeUndefined();
    expect(await store.setPassword({ person: ada, passwordHash: 'new', at: 2 })).toEqual([]);
    expect(await store.findLocalAccount('ada')).toBeUndefined();
    expect(await store.addToken(ada, token('phone'), 'new')).toBe('changed');
    expect((await holder(store, 'token of ada', 2))?.account?.source).toBe('directory');
  });

  test('role and display name are what the directory said last', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    await store.describeAccount(ada, { role: 'moderator', displayName: 'Countess' });
    const said = { source: 'directory', role: 'moderator', displayName: 'Countess' } as const;
    expect((await holder(store, 'token of ada'))?.account).toEqual(said);
    await store.disable(ada, 'operator', 2);
    await store.describeAccount(ada, { role: 'member', displayName: '' });
    expect(await store.accounts(undefined, 9)).toMatchObject([
      { id: ada, role: 'member', displayName: '', disabledBy: 'operator' },
    ]);
  });

  test('what the directory has shut is open again when it lets the person in', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    const ended = await store.disable(ada, 'directory', 2);
    expect(ended).toEqual([{ person: ada, tokenHash: 'token of ada', reason: 'disabled' }]);
    expect((await store.accounts(undefined, 9))[0]?.disabledBy).toBe('directory');
    const again = await arrive(store, 'ada', { token: token('phone') });
    expect(again.id).toBe(ada);
    expect((await store.accounts(undefined, 9))[0]?.disabledBy).toBeUndefined();
    expect((await holder(store, 'phone', 3))?.id).toBe(ada);
    expect(await store.findToken('token of ada', 3)).toBeUndefined();
  });

  test('what an operator has shut stays shut, and nothing changes for the arrival', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    await store.disable(ada, 'operator', 2);
    const guest = await enter(store, 'countess');
    const other = { names: [claim('countess')], token: token('phone'), role: 'admin' } as const;
    const again = arrival('countess', { ...other, subject: 'entry of ada' });
    expect(await store.enterFromDirectory(again)).toBe('disabled');
    expect(await store.findToken('phone', 3)).toBeUndefined();
    expect(await store.accounts(undefined, 9)).toMatchObject([
      { id: ada, name: 'ada', role: 'member', disabledBy: 'operator' },
    ]);
    await store.releaseNames([guest]);
    await enter(store, 'countess', { tokenHash: 'second' });
  });

  test("what an operator has shut is not the directory's to open, though it shuts it as well", async () => {
    const { store } = given();
    const [{ id: ada }, { id: bob }] = [await arrive(store, 'ada'), await arrive(store, 'bob')];
    await store.disable(ada, 'operator', 2);
    await store.disable(ada, 'directory', 3);
    await store.disable(bob, 'directory', 2);
    await store.disable(bob, 'operator', 3);
    const rows = await store.accounts(undefined, 9);
    expect(rows.map(({ disabledBy }) => disabledBy)).toEqual(['operator', 'operator']);
    for (const name of ['ada', 'bob']) {
      expect(await store.enterFromDirectory(arrival(name))).toBe('disabled');
    }
  });

  test('an operator opens what the directory has shut', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    await store.disable(ada, 'directory', 2);
    await store.enable(ada);
    expect((await store.accounts(undefined, 9))[0]?.disabledBy).toBeUndefined();
    expect(await store.directoryAccounts(undefined, 9)).toHaveLength(1);
  });

  test('the directory has to vouch for those whom it let in, unless they are shut', async () => {
    const { store } = given();
    await open(store, 'local');
    await enter(store, 'guest');
    const more = { role: 'admin', displayName: 'Ada Lovelace' } as const;
    const { id: ada } = await arrive(store, 'ada', more);
    const [{ id: bob }, { id: cleo }] = [await arrive(store, 'bob'), await arrive(store, 'cleo')];
    await store.disable(bob, 'operator', 2);
    await store.disable(cleo, 'directory', 2);
    expect(await store.directoryAccounts(undefined, 9)).toEqual([
      { id: ada, subject: 'entry of ada', login: 'ada', ...more },
    ]);
  });

  test('those to vouch for are read in pages, each going on after the last of the one before', async () => {
    const { store } = given();
    const logins = Array.from({ length: 40 }, (_, number) => `person${number}`);
    const ids = await Promise.all(logins.map(async (login) => (await arrive(store, login)).id));
    const first = await store.directoryAccounts(undefined, 25);
    const second = await store.directoryAccounts(first.at(-1)?.id, 25);
    expect([...first, ...second].map(({ id }) => id)).toEqual(ids);
    expect(first).toHaveLength(25);
    expect(await store.directoryAccounts(second.at(-1)?.id, 25)).toEqual([]);
    // Somebody who is shut between two pages does not hide the others.
    await store.disable(ids[24] as string, 'directory', 2);
    expect(await store.directoryAccounts(ids[24], 25)).toEqual(second);
  });
}

/** Somebody whose entry is `entry of <login>`, and who is to be called by the login, or a number beside it. */
export function arrival(login: string, more: Partial<DirectoryArrival> = {}): DirectoryArrival {
  return {
    subject: `entry of ${login}`,
    login,
    displayName: '',
    role: 'member',
    names: [claim(login), claim(`${login}2`), claim(`${login}3`)],
    groupNames: [claim(`${login} (group)`), claim(`${login} (group 2)`)],
    token: token(`token of ${login}`),
    ...more,
  };
}

/** Lets somebody in whom nobody has shut. */
export async function arrive(
  store: Store,
  login: string,
  more: Partial<DirectoryArrival> = {},
): Promise<DirectoryEntered> {
  const entered = await store.enterFromDirectory(arrival(login, more));
  if (entered === 'disabled') throw new Error(`${login} has been shut`);
  return entered;
}
