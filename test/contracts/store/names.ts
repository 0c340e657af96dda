import { expect, test } from 'bun:test';
import type { Given } from './given.ts';
import { claim, enter, guest, holder, resumption } from './guests.ts';

export function namesContract(given: Given): void {
  test('a name that somebody has is taken, however it is written', async () => {
    const { store } = given();
    await enter(store, 'Ada');
    expect(await store.addGuest(guest(claim('aDA', 'something else')))).toBe('taken');
  });

  test('a name that shares one look with another is taken, whichever came first', async () => {
    const { store } = given();
    await enter(store, claim('ada', 'ada'));
    expect(await store.addGuest(guest(claim('аdа', 'ada', 'аdа')))).toBe('taken');
    await enter(store, claim('rnax', 'rnax', 'max'));
    expect(await store.addGuest(guest(claim('max', 'max')))).toBe('taken');
  });

  test('a name may be listed with the same look twice', async () => {
    const { store } = given();
    await enter(store, claim('ada', 'ada', 'ada'));
    expect(await store.addGuest(guest(claim('Ada')))).toBe('taken');
  });

  test('a chat cannot have the name of a person, nor one that looks like it', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada'));
    expect(await store.addGroup({ name: claim('ADA'), members: [ada], at: 1 })).toBe('taken');
    const lookalike = claim('аda', 'ada');
    expect(await store.addGroup({ name: lookalike, members: [ada], at: 1 })).toBe('taken');
    expect((await store.belongings(ada)).groups).toEqual([]);
  });

  test('a person cannot have the name of a chat, nor one that looks like it', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    await store.addGroup({ name: claim('Tea', 'tea'), members: [ada], at: 1 });
    expect(await store.addGuest(guest(claim('tea')))).toBe('taken');
    expect(await store.addGuest(guest(claim('tеa', 'tea')))).toBe('taken');
    expect(await store.resume(resumption(ada, 'ada', claim('tea')))).toBe('taken');
    expect(await store.addGroup({ name: claim('TEA'), members: [ada], at: 1 })).toBe('taken');
  });

  test('a refused guest leaves nothing behind', async () => {
    const { store } = given();
    await enter(store, claim('ada', 'ada'));
    const lookalike = claim('аda', 'ada');
    expect(await store.addGuest(guest(lookalike, { keepsName: true }))).toBe('taken');
    expect(await store.findToken('token of аda', 1)).toBeUndefined();
    expect(await store.keptGuests()).toEqual([]);
    await enter(store, claim('аda', 'another look'), { tokenHash: 'another token' });
  });

  test('a released name is free for others, in its looks as well', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada', 'аdа'));
    await store.releaseNames([ada]);
    const second = await enter(store, claim('Ada', 'ada'), { tokenHash: 'second' });
    await enter(store, claim('аdа', 'аdа'), { tokenHash: 'third' });
    expect(second).not.toBe(ada);
  });

  test('whoever loses a name stays who they are', async () => {
    const { store } = given();
    const ada = await enter(store, 'Ada');
    await store.releaseNames([ada]);
    expect(await holder(store, 'token of Ada')).toEqual({ id: ada, name: 'Ada' });
  });

  test('names may be released twice, of nobody, and of people whom nobody knows', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    await store.releaseNames([]);
    await store.releaseNames([ada, ada]);
    await store.releaseNames([ada]);
    await store.releaseNames(['p777777']);
    await enter(store, 'bob');
  });

  test('several names are released at once, and nobody else loses theirs', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const bob = await enter(store, 'bob');
    await enter(store, 'cleo');
    await store.releaseNames([ada, bob]);
    await enter(store, 'ADA');
    await enter(store, 'BOB');
    expect(await store.addGuest(guest(claim('CLEO')))).toBe('taken');
  });
}
