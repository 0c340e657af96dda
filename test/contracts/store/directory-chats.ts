import { expect, test } from 'bun:test';
import type { Stepped } from '../../../server/src/ports/groups.ts';
import type { ChatId } from '../../../server/src/ports/store.ts';
import { open } from './accounts.ts';
import { arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, failure, groupsOf, guest, holder, three } from './guests.ts';
import { entries } from './history.ts';
import { group, say } from './logs.ts';
import { named, stepped } from './steps.ts';

/** Groups that the directory fills. */
export function directoryChatsContract(given: Given): void {
  test('a group of the directory is made once, and found by its key from then on', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    expect(staff.name).toBe('Staff');
    expect(await store.openDirectoryChat('staff', [claim('Crew')], 2)).toEqual(staff);
    const other = await store.openDirectoryChat('crew', [claim('Crew')], 2);
    expect(other.name).toBe('Crew');
    expect(other.id).not.toBe(staff.id);
    expect(await store.addGuest(guest(claim('staff')))).toBe('taken');
  });

  test('a group of the directory that is opened twice at once is one', async () => {
    const { store } = given();
    const [one, other] = await Promise.all([
      store.openDirectoryChat('staff', [claim('Staff'), claim('Staff 2')], 1),
      store.openDirectoryChat('staff', [claim('Staff'), claim('Staff 2')], 1),
    ]);
    expect(other).toEqual(one);
  });

  test("a group of the directory gets the first name that nobody has, and that looks like nobody's", async () => {
    const { store } = given();
    const [ada] = await three(store);
    await group(store, 'staff', ada);
    await open(store, 'crew');
    const names = [claim('Staff'), claim('stаff', 'staff'), claim('Crew'), claim('Ada')];
    const chat = await store.openDirectoryChat('staff', [...names, claim('Staff 2')], 1);
    expect(chat.name).toBe('Staff 2');
    expect(await failure(store.openDirectoryChat('crew', names, 1))).toBeInstanceOf(Error);
    expect((await holder(store, 'token of ada'))?.name).toBe('ada');
  });

  test('a group of the directory that has to give its name away is found by its key', async () => {
    const { store } = given();
    const { id } = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const bob = await enter(store, 'bob');
    await store.placeInDirectoryChats(bob, ['staff'], 1);
    await arrive(store, 'staff');
    const now = { id, name: 'staff (group)' };
    expect(await store.openDirectoryChat('staff', [claim('Staff')], 1)).toEqual(now);
    const steps = await store.placeInDirectoryChats(bob, [], 1);
    expect(steps).toMatchObject([{ chat: id, name: now.name, change: { left: [{ id: bob }] } }]);
  });

  test('whoever is placed in a group is in it, and its log says so', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const [{ id: ada }, { id: bob }] = [await arrive(store, 'ada'), await arrive(store, 'bob')];
    const first = await store.placeInDirectoryChats(ada, ['staff'], 7);
    const members = [named(ada, 'ada')];
    const change = { joined: members, left: [] };
    const to = { chat: staff.id, name: 'Staff' };
    expect(first).toEqual([{ ...to, seq: 1, at: 7, change, members, memberCount: 1 }]);
    expect(await groupsOf(store, ada)).toEqual([staff]);
    expect(await groupsOf(store, bob)).toEqual([]);
    expect(await store.seat(ada, staff.id)).toMatchObject({ rank: 'member' });
    expect((await say(store, staff.id, ada)).seq).toBe(2);
    const [second] = await store.placeInDirectoryChats(bob, ['staff'], 8);
    expect(second).toMatchObject({ ...to, seq: 3, at: 8, memberCount: 2 });
    expect(second?.members).toEqual([...members, named(bob, 'bob')]);
    expect((await entries(store, ada, staff.id))[2]).toMatchObject({
      ...{ kind: 'members', seq: 3, sender: named(bob, 'bob') },
      joined: [named(bob, 'bob')],
    });
    expect((await say(store, staff.id, bob)).seq).toBe(4);
  });

  test('whoever is placed elsewhere leaves, and the log says so', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const crew = await store.openDirectoryChat('crew', [claim('Crew')], 1);
    const { id: ada } = await arrive(store, 'ada');
    const { id: bob } = await arrive(store, 'bob');
    for (const person of [ada, bob]) await store.placeInDirectoryChats(person, ['staff'], 1);
    const steps = await store.placeInDirectoryChats(ada, ['crew'], 9);
    expect(steps).toHaveLength(2);
    const [left, joined] = [stepIn(steps, staff.id), stepIn(steps, crew.id)];
    expect(left).toMatchObject({ seq: 3, at: 9, change: { joined: [], left: [{ id: ada }] } });
    expect(left?.memberCount).toBe(1);
    expect(joined).toMatchObject({ seq: 1, at: 9, change: { joined: [{ id: ada }], left: [] } });
    expect(await groupsOf(store, ada)).toEqual([crew]);
    expect(await groupsOf(store, bob)).toEqual([staff]);
    const back = await store.placeInDirectoryChats(ada, ['crew', 'staff'], 10);
    expect(back).toMatchObject([{ chat: staff.id, seq: 4, memberCount: 2 }]);
  });

  test('whoever is where they should be is neither said to join nor to leave', async () => {
    const { store } = given();
    const { id: staff } = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const { id: ada } = await arrive(store, 'ada');
    await store.placeInDirectoryChats(ada, ['staff', 'staff'], 1);
    expect(await store.placeInDirectoryChats(ada, ['staff'], 2)).toEqual([]);
    expect((await say(store, staff, ada)).seq).toBe(2);
    await store.placeInDirectoryChats(ada, [], 2);
    expect(await store.placeInDirectoryChats(ada, [], 2)).toEqual([]);
    const back = await store.placeInDirectoryChats(ada, ['staff'], 2);
    expect(back).toMatchObject([{ seq: 4 }]);
  });

  test('a group of the directory has no owner, and is there when nobody is in it', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const { id: ada } = await arrive(store, 'ada');
    const { id: bob } = await arrive(store, 'bob');
    for (const person of [ada, bob]) await store.placeInDirectoryChats(person, ['staff'], 1);
    for (const person of [ada, bob]) {
      const step = await stepped(store, staff.id, person, { leave: [person] });
      expect(step.isClosed ?? false).toBe(false);
      expect(step.change).not.toHaveProperty('roles');
    }
    expect(await store.openDirectoryChat('staff', [claim('Crew')], 2)).toEqual(staff);
    expect(await store.placeInDirectoryChats(ada, ['staff'], 2)).toMatchObject([{ seq: 5 }]);
  });

  test('keys that nobody knows, and groups that the directory does not fill, are left alone', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const { id: ada } = await arrive(store, 'ada');
    const tea = await group(store, 'tea', ada);
    const placed = await store.placeInDirectoryChats(ada, ['unknown', 'staff', 'tea'], 1);
    expect(placed.map(({ chat }) => chat)).toEqual([staff.id]);
    const left = await store.placeInDirectoryChats(ada, ['unknown'], 1);
    expect(left.map(({ chat }) => chat)).toEqual([staff.id]);
    expect(await groupsOf(store, ada)).toEqual([{ id: tea, name: 'tea' }]);
    expect((await say(store, tea, ada)).seq).toBe(1);
  });

  test('whoever joins a large group is told how many are in it, and who the first 201 are', async () => {
    const { store } = given();
    await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const names = Array.from({ length: 203 }, (_, number) => `person${number}`);
    const ids = await Promise.all(names.map((name) => enter(store, name)));
    const placed = await Promise.all(
      ids.map((id) => store.placeInDirectoryChats(id, ['staff'], 1)),
    );
    const last = placed.at(-1)?.[0];
    expect([last?.memberCount, last?.seq]).toEqual([203, 203]);
    expect(last?.members?.map(({ id }) => id)).toEqual(ids.slice(0, 201));
  });
}

const stepIn = (steps: readonly Stepped[], chat: ChatId) =>
  steps.find((step) => step.chat === chat);
