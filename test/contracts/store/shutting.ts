import { expect, test } from 'bun:test';
import { addDevice, byHash, open } from './accounts.ts';
import type { Given } from './given.ts';
import { claim, guest, holder } from './guests.ts';

export function shuttingContract(given: Given): void {
  test('an account that is shut has lost its devices, and says which', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await addDevice(store, ada, 'phone');
    await open(store, 'bob');
    const ended = await store.disable(ada, 'operator', 2);
    expect(ended.sort(byHash)).toEqual([
      { person: ada, tokenHash: 'phone', reason: 'disabled' },
      { person: ada, tokenHash: 'token of ada', reason: 'disabled' },
    ]);
    expect(await store.disable(ada, 'operator', 3)).toEqual([]);
    expect(await store.findToken('phone', 2)).toBeUndefined();
    expect(await store.findToken('token of ada', 2)).toBeUndefined();
    expect(await store.findToken('token of bob', 2)).toBeDefined();
  });

  test('an account that is shut is shown as shut, and keeps its name', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await open(store, 'bob');
    await store.disable(ada, 'operator', 2);
    expect((await store.findLocalAccount('ada'))?.isDisabled).toBe(true);
    expect((await store.findLocalAccount('bob'))?.isDisabled).toBe(false);
    const rows = await store.accounts(undefined, 9);
    expect(rows.map(({ disabledBy }) => disabledBy)).toEqual(['operator', undefined]);
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
  });

  test('an account that is open again takes new devices, and the old ones stay out', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await store.disable(ada, 'operator', 2);
    await store.enable(ada);
    expect((await store.findLocalAccount('ada'))?.isDisabled).toBe(false);
    expect((await store.accounts(undefined, 9))[0]?.disabledBy).toBeUndefined();
    expect(await store.findToken('token of ada', 3)).toBeUndefined();
    await addDevice(store, ada, 'phone');
    expect((await holder(store, 'phone', 3))?.id).toBe(ada);
  });
}
