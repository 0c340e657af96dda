import { expect, test } from 'bun:test';
import { open } from './accounts.ts';
import { arrival, arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, failure, groupsOf, guest, holder, resumption, token } from './guests.ts';
import { entries } from './history.ts';
import { group, say } from './logs.ts';
import { named } from './steps.ts';

/** What somebody from the directory is called, and who has to give way. */
export function directoryNamesContract(given: Given): void {
  test('the name of somebody from the directory is theirs for good', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    await store.releaseNames([ada]);
    for (const name of [claim('ADA'), claim('аdа', 'ada')]) {
      expect(await store.addGuest(guest(name))).toBe('taken');
      expect(await store.addGroup({ name, members: [ada], at: 1 })).toBe('taken');
    }
  });

  test('a guest who has the name loses it, and stays who they are', async () => {
    const { store } = given();
    const was = await enter(store, claim('ADA', 'ada', 'аdа'), { keepsName: true });
    const { id: ada, name, evicted } = await arrive(store, 'ada');
    expect({ name, evicted }).toEqual({ name: 'ada', evicted: was });
    expect(ada).not.toBe(was);
    expect(await store.keptGuests()).toEqual([]);
    expect((await holder(store, 'token of ADA'))?.id).toBe(was);
    expect(await store.resume(resumption(was, 'ADA', claim('ADA')))).toBe('taken');
    expect(await store.resume(resumption(was, 'ADA', claim('countess'), true))).toBe('resumed');
    expect(await store.keptGuests()).toEqual([{ id: was, name: 'countess' }]);
    await enter(store, claim('аdа', 'аdа'));
  });

  test('a group that has the name is renamed, and its log says so', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob');
    const chat = await group(store, 'Tea', bob);
    await say(store, chat, bob);
    await say(store, chat, bob);
    const { id: tea, renamed, ...entered } = await arrive(store, 'tea');
    const now = { id: chat, name: 'tea (group)' };
    expect(entered.name).toBe('tea');
    const change = { name: 'tea (group)' };
    expect(renamed).toEqual({ chat, name: 'tea (group)', seq: 3, at: 1, change });
    expect((await entries(store, bob, chat))[2]).toEqual({
      ...{ kind: 'change', seq: 3, at: 1, sender: named(tea, 'tea') },
      name: 'tea (group)',
    });
    expect((await say(store, chat, bob)).seq).toBe(4);
    expect(await groupsOf(store, bob)).toEqual([now]);
    expect(await groupsOf(store, tea)).toEqual([]);
    expect(await store.addGuest(guest(claim('Tea (group)')))).toBe('taken');
    expect(await store.addGuest(guest(claim('Tea')))).toBe('taken');
  });

  test("a renamed group gets the first name that nobody has, and that looks like nobody's", async () => {
    const { store } = given();
    const bob = await enter(store, 'bob');
    const chat = await group(store, 'tea', bob);
    await open(store, claim('full'));
    const groupNames = [claim('TEA'), claim('tеa', 'tea'), claim('fuII', 'full'), claim('Full')];
    const free = claim('tea (group)', 'look');
    const { renamed } = await arrive(store, 'tea', { groupNames: [...groupNames, free] });
    expect(renamed).toMatchObject({ chat, name: 'tea (group)' });
    expect(await store.addGuest(guest(claim('something', 'look')))).toBe('taken');
  });

  test('a renamed group does not get the name that the person is about to leave', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob');
    await arrive(store, 'tea room');
    await group(store, 'tea', bob);
    const other = { subject: 'entry of tea room', groupNames: [claim('tea room'), claim('cake')] };
    const { name, renamed } = await arrive(store, 'tea', { ...other, token: token('phone') });
    expect({ name, group: renamed?.name }).toEqual({ name: 'tea', group: 'cake' });
    await enter(store, 'tea room', { tokenHash: 'second' });
  });

  test('what an account has stays with it, and the next choice is taken', async () => {
    const { store } = given();
    const local = await open(store, 'ada', { token: token('local') });
    const second = await enter(store, 'ada2');
    const first = await arrive(store, 'ada');
    expect(first).toMatchObject({ name: 'ada2', evicted: second });
    const other = await arrive(store, 'ADA', { token: token('other') });
    expect(other.name).toBe('ADA3');
    expect((await store.findLocalAccount('ada'))?.id).toBe(local);
    expect((await holder(store, 'token of ada'))?.name).toBe('ada2');
  });

  test('a group for which no name is free keeps its own, and the next choice is taken', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob');
    const chat = await group(store, 'tea', bob);
    const entered = await arrive(store, 'tea', { groupNames: [claim('bob')] });
    expect(entered.name).toBe('tea2');
    expect(entered.renamed).toBeUndefined();
    expect(await groupsOf(store, bob)).toEqual([{ id: chat, name: 'tea' }]);
    expect((await say(store, chat, bob)).seq).toBe(1);
  });

  test('where every choice belongs to an account, nobody is let in and nothing is left behind', async () => {
    const { store } = given();
    await open(store, 'ada');
    const refused = store.enterFromDirectory(
      arrival('ada', { names: [claim('ADA')], token: token('phone') }),
    );
    expect(await failure(refused)).toBeInstanceOf(Error);
    expect(await store.findToken('phone', 1)).toBeUndefined();
    expect(await store.directoryAccounts(undefined, 9)).toEqual([]);
    expect((await arrive(store, 'ada', { token: token('phone') })).name).toBe('ada2');
    await enter(store, 'bob');
  });

  test('two people whom the directory calls alike have two names, and the first keeps theirs', async () => {
    const { store } = given();
    const [one, other] = await Promise.all([
      arrive(store, 'ada'),
      arrive(store, 'ada', { subject: 'another entry', token: token('other') }),
    ]);
    expect([one.name, other.name]).toEqual(['ada', 'ada2']);
    expect(other.id).not.toBe(one.id);
  });

  test('a name stays as long as the login does, whatever else is free by then', async () => {
    const { store } = given();
    await open(store, 'ada', { token: token('local') });
    await arrive(store, 'ada', { names: [claim('ada'), claim('ada3')] });
    const again = { names: [claim('countess')], token: token('phone') };
    const { name, evicted } = await arrive(store, 'ada', again);
    expect({ name, evicted }).toEqual({ name: 'ada3', evicted: undefined });
    await enter(store, 'countess');
  });

  test('another login makes another name, and leaves the first one free', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    const was = await enter(store, 'countess');
    const other = { subject: 'entry of ada', token: token('phone') };
    expect(await arrive(store, 'countess', other)).toMatchObject({
      id: ada,
      name: 'countess',
      evicted: was,
    });
    expect((await holder(store, 'token of ada'))?.name).toBe('countess');
    const [row] = await store.directoryAccounts(undefined, 9);
    expect(row).toMatchObject({ id: ada, login: 'countess' });
    await enter(store, 'ada', { tokenHash: 'second' });
  });

  test('another login with the same name leaves it where it is', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    const other = { subject: 'entry of ada', names: [claim('Ada')], token: token('phone') };
    const again = await arrive(store, 'ada@example.org', other);
    expect(again).toMatchObject({ id: ada, name: 'Ada' });
    expect(again.evicted).toBeUndefined();
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
  });

  test("a look-alike is in nobody's way, and loses nothing", async () => {
    const { store } = given();
    const lookalike = claim('аdа', 'ada', 'аdа');
    const was = await enter(store, lookalike);
    const entered = await arrive(store, 'ada');
    expect(entered.name).toBe('ada');
    expect(entered.evicted).toBeUndefined();
    expect(await store.addGuest(guest(claim('АDА', 'АDА', 'аdа')))).toBe('taken');
    expect(await store.resume(resumption(was, 'аdа', lookalike))).toBe('resumed');
  });

  test('of two names that look alike, each guards the look as long as it is there', async () => {
    const { store } = given();
    const was = await enter(store, claim('аdа', 'ada'));
    await arrive(store, 'ada');
    await store.releaseNames([was]);
    expect(await store.addGuest(guest(claim('аdа', 'ada')))).toBe('taken');
    expect(await store.resume(resumption(was, 'аdа', claim('аdа', 'ada')))).toBe('taken');
  });
}
