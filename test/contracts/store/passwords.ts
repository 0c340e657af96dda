import { expect, test } from 'bun:test';
import { addDevice, byHash, endedOf, open } from './accounts.ts';
import type { Given } from './given.ts';
import { enter, holder } from './guests.ts';

export function passwordsContract(given: Given): void {
  test('a new password logs out every device but the one that it was set on, and says which', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    for (const hash of ['phone', 'tablet']) await addDevice(store, ada, hash);
    const ended = await store.setPassword({
      person: ada,
      passwordHash: 'new',
      except: 'phone',
      at: 2,
    });
    expect(endedOf(ended).sort(byHash)).toEqual([
      { person: ada, tokenHash: 'tablet', reason: 'revoked' },
      { person: ada, tokenHash: 'token of ada', reason: 'revoked' },
    ]);
    expect((await store.findLocalAccount('ada'))?.passwordHash).toBe('new');
    expect((await holder(store, 'phone', 2))?.id).toBe(ada);
    expect(await store.findToken('tablet', 2)).toBeUndefined();
    expect(await store.findToken('token of ada', 2)).toBeUndefined();
  });

  test('a new password that is set on none of the devices logs out all of them', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const ended = await store.setPassword({ person: ada, passwordHash: 'new', at: 2 });
    expect(ended).toEqual([{ person: ada, tokenHash: 'token of ada', reason: 'revoked' }]);
    expect(await store.devicesOf(ada, 2)).toEqual([]);
  });

  test('a new password concerns nobody else', async () => {
    const { store } = given();
    const [ada, bob] = [await open(store, 'ada'), await open(store, 'bob')];
    await store.setPassword({ person: ada, passwordHash: 'new', at: 2 });
    expect((await store.findLocalAccount('bob'))?.passwordHash).toBe('password of bob');
    expect((await holder(store, 'token of bob', 2))?.id).toBe(bob);
  });

  test('a new password is nothing that a guest can have', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    expect(await store.setPassword({ person: ada, passwordHash: 'new', at: 2 })).toEqual([]);
    expect(await store.findLocalAccount('ada')).toBeUndefined();
    expect(await holder(store, 'token of ada', 2)).toEqual({ id: ada, name: 'ada' });
  });

  test('a new password does not open an account that is shut', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await store.disable(ada, 'operator', 2);
    await store.setPassword({ person: ada, passwordHash: 'new', at: 3 });
    const found = { passwordHash: 'new', isDisabled: true };
    expect(await store.findLocalAccount('ada')).toMatchObject(found);
    expect((await store.accounts(undefined, 9))[0]?.disabledBy).toBe('operator');
  });

  test('a new password is not set where the old one is another than the one that was compared', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const change = { person: ada, was: 'password of ada', at: 2 };
    const outcomes = await Promise.all([
      store.setPassword({ ...change, passwordHash: 'new', except: 'token of ada' }),
      store.setPassword({ ...change, passwordHash: 'newer' }),
    ]);
    expect(outcomes).toEqual([[], 'changed']);
    expect((await store.findLocalAccount('ada'))?.passwordHash).toBe('new');
    expect(await store.findToken('token of ada', 2)).toBeDefined();
  });
}
