import { expect, test } from 'bun:test';
import type { MembersStep } from '../../../server/src/ports/groups.ts';
import { open } from './accounts.ts';
import type { Given } from './given.ts';
import { enter, three } from './guests.ts';
import { entries } from './history.ts';
import { group, paired, say } from './logs.ts';
import { attempt, named, opened, stepped } from './steps.ts';

/** Who comes into a group and who goes. What they may do there is in `ranks.ts`. */
export function membersContract(given: Given): void {
  test('whoever is invited is in, and the log says so', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    const step = await stepped(store, chat, ada, { join: [bob, cleo], at: 7 });
    const joined = [named(bob, 'bob'), named(cleo, 'cleo')];
    expect(step).toEqual({
      chat,
      name: 'tea',
      seq: 2,
      at: 7,
      change: { joined, left: [] },
      members: [named(ada, 'ada'), ...joined],
      memberCount: 3,
    });
    expect((await entries(store, ada, chat))[1]).toEqual({
      kind: 'members',
      seq: 2,
      at: 7,
      sender: named(ada, 'ada'),
      joined,
      left: [],
    });
    expect((await say(store, chat, cleo)).seq).toBe(3);
    expect((await store.belongings(bob)).groups).toEqual([{ id: chat, name: 'tea' }]);
    expect(await store.seat(bob, chat)).toMatchObject({ rank: 'member', mutedUntil: 0 });
  });

  test('whoever leaves is out, and the log says so', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = await stepped(store, chat, bob, { leave: [bob], at: 7 });
    expect(step).toEqual({
      chat,
      name: 'tea',
      seq: 1,
      at: 7,
      change: { joined: [], left: [named(bob, 'bob')] },
      members: [named(ada, 'ada')],
      memberCount: 1,
    });
    expect(await entries(store, ada, chat)).toMatchObject([
      { kind: 'members', sender: named(bob, 'bob'), joined: [], left: [named(bob, 'bob')] },
    ]);
    expect((await store.belongings(bob)).groups).toEqual([]);
    expect(await store.seat(bob, chat)).toBeUndefined();
    expect(await store.rankOf(chat, bob)).toBeUndefined();
  });

  test('whoever was in has not joined, and whoever was not has not left', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = await stepped(store, chat, ada, { join: [ada, bob, cleo, cleo] });
    expect(step).toMatchObject({ seq: 1, change: { joined: [{ id: cleo }], left: [] } });
    await stepped(store, chat, cleo, { leave: [cleo] });
    for (const nothing of [{ join: [bob] }, { leave: [cleo] }, { join: [] }, {}]) {
      expect(await attempt(store, chat, ada, nothing)).toBe('unchanged');
    }
    expect((await say(store, chat, ada)).seq).toBe(3);
  });

  test('whoever is nobody, or no more, is left out', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    await store.erase(cleo, 1);
    const step = await stepped(store, chat, ada, { join: [cleo, bob, 'p777', chat] });
    expect(step.change).toMatchObject({ joined: [{ id: bob }] });
    expect(await attempt(store, chat, ada, { join: [cleo, 'no id at all'] })).toBe('unchanged');
    expect(await attempt(store, chat, ada, { leave: ['p777'] })).toBe('unchanged');
  });

  test('a group takes as many as it may have, all of them or nobody', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    expect(await attempt(store, chat, ada, { join: [bob, cleo], most: 2 })).toBe('full');
    expect(await store.rankOf(chat, bob)).toBeUndefined();
    await stepped(store, chat, ada, { join: [ada, bob], most: 2 });
    expect(await attempt(store, chat, ada, { join: [cleo], most: 2 })).toBe('full');
    await stepped(store, chat, ada, { join: [cleo], most: 3 });
    await stepped(store, chat, bob, { leave: [bob], most: 1 });
  });

  test('of many who come at once, no more get in than there may be', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const chat = await group(store, 'tea', ada);
    await opened(store, chat, ada);
    const names = Array.from({ length: 9 }, (_, number) => `guest${number}`);
    const guests = await Promise.all(names.map((name) => enter(store, name)));
    const outcomes = await Promise.all(
      guests.map((guest) => attempt(store, chat, guest, { join: [guest], most: 5 })),
    );
    expect(outcomes.filter((outcome) => outcome === 'full')).toHaveLength(5);
    expect((await store.seat(ada, chat))?.group?.memberCount).toBe(5);
  });

  test('a step is taken only while the ranks are those that it was decided by', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const at = { chat, at: 1, most: 9 };
    const wrong = [
      { ...at, by: ada, seen: { rank: 'moderator' }, join: [cleo] },
      { ...at, by: ada, seen: { rank: undefined }, join: [cleo] },
      { ...at, by: cleo, seen: { rank: 'member' }, join: [cleo] },
      { ...at, by: ada, seen: { rank: 'owner', target: 'moderator' }, leave: [bob] },
      { ...at, by: ada, seen: { rank: 'owner', target: 'member' }, chat: 'c777', leave: [bob] },
    ] as const;
    for (const step of wrong) expect(await store.changeMembers(step)).toBe('changed');
    expect(await store.members(chat, undefined, 9)).toHaveLength(2);
    const right = { ...at, by: ada, seen: { rank: 'owner', target: 'member' }, leave: [bob] };
    expect(await store.changeMembers(right as MembersStep)).toMatchObject({ seq: 1 });
  });

  test('whoever comes by themselves gets in while the group is open, and not otherwise', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    expect(await attempt(store, chat, bob, { join: [bob] })).toBe('changed');
    await opened(store, chat, ada);
    const step = await stepped(store, chat, bob, { join: [bob] });
    expect(step).toMatchObject({ change: { joined: [{ id: bob }] }, memberCount: 2 });
    const { chat: direct } = await paired(store, ada, bob);
    expect(await attempt(store, direct, cleo, { join: [cleo] })).toBe('changed');
  });

  test('whoever joins a large group is told how many are in it, and who the first 201 are', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const names = Array.from({ length: 203 }, (_, number) => `person${number}`);
    const people = await Promise.all(names.map((name) => enter(store, name)));
    const chat = await group(store, 'tea', ada);
    const step = await stepped(store, chat, ada, { join: people.toReversed() });
    expect(step.memberCount).toBe(204);
    expect(step.members?.map(({ id }) => id)).toEqual([ada, ...people.slice(0, 200)]);
    expect(step.change).toMatchObject({ left: [] });
  });

  test('members are read in pages by id, each going on after the last of the one before', async () => {
    const { store } = given();
    const names = Array.from({ length: 40 }, (_, number) => `person${number}`);
    const people = await Promise.all(names.map((name) => enter(store, name)));
    const chat = await group(store, 'tea', ...people.toReversed());
    const first = await store.members(chat, undefined, 25);
    const second = await store.members(chat, first.at(-1)?.id, 25);
    expect([...first, ...second].map(({ id }) => id)).toEqual(people);
    expect(first[0]).toEqual({ ...named(people[0], 'person0'), rank: 'member', mutedUntil: 0 });
    expect(second.at(-1)?.rank).toBe('owner');
    expect(first).toHaveLength(25);
    expect(await store.members('c777', undefined, 9)).toEqual([]);
  });
}
