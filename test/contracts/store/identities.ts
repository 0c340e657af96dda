import { expect, test } from 'bun:test';
import type { Given } from './given.ts';
import { claim, EXPIRY, enter, guest, holder, resumption } from './guests.ts';

export function identitiesContract(given: Given): void {
  test('everybody has an id of their own, of at most 32 characters', async () => {
    const { store } = given();
    const names = Array.from({ length: 40 }, (_, number) => `guest${number}`);
    const ids = await Promise.all(names.map((name) => enter(store, name)));
    expect(new Set(ids).size).toBe(40);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{1,32}$/);
  });

  test('an id is not used again, though its holder has left', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    await store.releaseNames([ada]);
    expect(await enter(store, 'ada', { tokenHash: 'second' })).not.toBe(ada);
  });

  test('a token says who somebody is, and what they are called now', async () => {
    const { store } = given();
    const ada = await enter(store, 'Ada');
    expect(await holder(store, 'token of Ada')).toEqual({ id: ada, name: 'Ada' });
    expect(await store.findToken('a token that nobody has', 1)).toBeUndefined();
  });

  test('a token is good until it expires', async () => {
    const { store } = given();
    await enter(store, 'ada', { expiresAt: 500 });
    expect(await store.findToken('token of ada', 499)).toBeDefined();
    expect(await store.findToken('token of ada', 500)).toBeUndefined();
  });

  test('coming back makes the token last longer', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { expiresAt: 500 });
    expect(await store.resume(resumption(ada, 'ada', claim('ada')))).toBe('resumed');
    expect(await store.findToken('token of ada', EXPIRY - 1)).toBeDefined();
    expect(await store.findToken('token of ada', EXPIRY)).toBeUndefined();
  });

  test('somebody who comes back may claim the name that they have', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada', 'аda'));
    const again = claim('ADA', 'ada', 'аda');
    expect(await store.resume(resumption(ada, 'ada', again))).toBe('resumed');
    expect(await holder(store, 'token of ada')).toEqual({ id: ada, name: 'ADA' });
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
  });

  test('somebody who comes back may take a name that looks like the one that they have', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada'));
    expect(await store.resume(resumption(ada, 'ada', claim('аda', 'ada')))).toBe('resumed');
    expect(await store.addGuest(guest(claim('ada', 'ada')))).toBe('taken');
  });

  test('somebody who comes back with another name leaves the first one free', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada', 'аdа'));
    expect(await store.resume(resumption(ada, 'ada', claim('Countess')))).toBe('resumed');
    expect((await holder(store, 'token of ada'))?.name).toBe('Countess');
    expect(await store.addGuest(guest(claim('countess')))).toBe('taken');
    await enter(store, claim('ada', 'ada', 'аdа'), { tokenHash: 'second' });
  });

  test('somebody who comes back after losing the name has it again, if it is free', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    await store.releaseNames([ada]);
    expect(await store.resume(resumption(ada, 'ada', claim('ada')))).toBe('resumed');
    expect(await store.addGuest(guest(claim('Ada')))).toBe('taken');
  });

  test('a name that somebody else took meanwhile is refused, and nothing else changes', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { expiresAt: 500 });
    await store.releaseNames([ada]);
    const second = await enter(store, 'ada', { tokenHash: 'second' });
    expect(await store.resume(resumption(ada, 'ada', claim('ada'), true))).toBe('taken');
    expect(await store.findToken('token of ada', 500)).toBeUndefined();
    expect(await store.keptGuests()).toEqual([]);
    expect((await holder(store, 'second'))?.id).toBe(second);
  });

  test('a refused name change leaves the present name alone', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    await enter(store, 'bob');
    expect(await store.resume(resumption(ada, 'ada', claim('bob')))).toBe('taken');
    expect(await holder(store, 'token of ada')).toEqual({ id: ada, name: 'ada' });
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
  });

  test('kept are the names of those who asked for it, until they are released', async () => {
    const { store } = given();
    const ada = await enter(store, 'Ada', { keepsName: true });
    const bob = await enter(store, 'bob');
    expect(await store.keptGuests()).toEqual([{ id: ada, name: 'Ada' }]);
    await store.resume(resumption(bob, 'bob', claim('Bob'), true));
    await store.releaseNames([ada]);
    expect(await store.keptGuests()).toEqual([{ id: bob, name: 'Bob' }]);
  });
}
