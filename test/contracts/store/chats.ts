import { expect, test } from 'bun:test';
import type { Given } from './given.ts';
import { claim, groupsOf, resumption, three } from './guests.ts';
import { group, paired } from './logs.ts';
import { named } from './steps.ts';

export function chatsContract(given: Given): void {
  test('a group is known to each of its members and to nobody else', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'Tea', ada, bob);
    const cake = await group(store, 'Cake', bob);
    expect(await groupsOf(store, ada)).toEqual([{ id: tea, name: 'Tea' }]);
    expect(await groupsOf(store, bob)).toEqual([
      { id: cake, name: 'Cake' },
      { id: tea, name: 'Tea' },
    ]);
    expect(await groupsOf(store, cleo)).toEqual([]);
  });

  test('a conversation of two is no group', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    await paired(store, ada, bob);
    expect(await groupsOf(store, ada)).toEqual([]);
  });

  test('two people have one conversation, whoever opens it', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat, created } = await paired(store, bob, ada);
    expect(created).toBe(true);
    expect(await paired(store, ada, bob, 2)).toEqual({ chat, created: false });
    expect(await paired(store, bob, ada, 3)).toEqual({ chat, created: false });
  });

  test('two who open their conversation at once have one, and one of them made it', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const both = await Promise.all([paired(store, ada, bob), paired(store, bob, ada)]);
    expect(both[0].chat).toBe(both[1].chat);
    expect(both.map(({ created }) => created)).toEqual([true, false]);
  });

  test('each pair of people has a conversation of its own', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const pairs = [paired(store, ada, bob), paired(store, ada, cleo)];
    const opened = await Promise.all([...pairs, paired(store, bob, cleo)]);
    expect(new Set(opened.map(({ chat }) => chat)).size).toBe(3);
  });

  test('a conversation is found from either side, and not before there is one', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    expect(await store.findDirect(ada, bob)).toBeUndefined();
    const { chat } = await paired(store, ada, bob);
    expect(await store.findDirect(ada, bob)).toBe(chat);
    expect(await store.findDirect(bob, ada)).toBe(chat);
    expect(await store.findDirect(ada, cleo)).toBeUndefined();
  });

  test('a group of two is not their conversation', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'Tea', ada, bob);
    expect(await store.findDirect(ada, bob)).toBeUndefined();
    expect((await paired(store, ada, bob)).chat).not.toBe(tea);
  });

  test('what somebody has is told with their token: groups, conversations of two, and who is in them', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'Tea', ada, bob);
    const { chat } = await paired(store, bob, ada);
    await paired(store, bob, cleo);
    await store.resume(resumption(bob, 'bob', claim('Robert')));
    const belongings = {
      groups: [{ id: tea, name: 'Tea' }],
      directs: [{ chat, peer: named(bob, 'Robert') }],
      blocked: [],
    };
    expect(await store.belongings(ada)).toEqual(belongings);
    expect(await store.findToken('token of ada', 1)).toEqual({
      holder: named(ada, 'ada'),
      device: '',
      belongings,
    });
    const nothing = { groups: [], directs: [], blocked: [] };
    expect(await store.belongings('p777')).toEqual(nothing);
  });
}
