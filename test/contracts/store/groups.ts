import { expect, test } from 'bun:test';
import type { Given } from './given.ts';
import { claim, enter, guest, three } from './guests.ts';
import { entries } from './history.ts';
import { group, paired, say, stored } from './logs.ts';
import { named, opened, stepped } from './steps.ts';

/** What a group is called, what it is about, who may come, and who finds it. */
export function groupsContract(given: Given): void {
  test('whoever opens a group owns it, and the others are members', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'Tea', bob, ada, cleo);
    const members = await store.members(chat, undefined, 9);
    expect(members.map(({ rank }) => rank)).toEqual(['member', 'owner', 'member']);
    expect(await store.seat(bob, chat)).toEqual({
      chat,
      name: 'Tea',
      rank: 'owner',
      mutedUntil: 0,
      group: { policy: 'invite', topic: '', memberCount: 3 },
    });
    expect(await entries(store, ada, chat)).toEqual([]);
  });

  test('a group may begin with a topic, and open', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const more = { topic: 'Darjeeling', policy: 'open' } as const;
    const chat = await store.addGroup({ name: claim('Tea'), members: [ada], at: 1, ...more });
    expect((await store.seat(ada, chat as string))?.group).toEqual({ ...more, memberCount: 1 });
  });

  test('nobody but its members has a seat in a chat', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada);
    await opened(store, tea, ada);
    const { chat } = await paired(store, ada, bob);
    for (const other of [tea, chat, 'c777', 'no id at all', '', cleo]) {
      expect(await store.seat(cleo, other)).toBeUndefined();
      expect(await store.rankOf(other, cleo)).toBeUndefined();
    }
  });

  test('two people sit in their conversation, each across from the other', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await paired(store, ada, bob);
    const seat = { chat, rank: 'member', mutedUntil: 0 } as const;
    expect(await store.seat(ada, chat)).toEqual({ ...seat, name: 'bob', peer: named(bob, 'bob') });
    expect(await store.seat(bob, chat)).toEqual({ ...seat, name: 'ada', peer: named(ada, 'ada') });
  });

  test('name, topic and policy change, what is new of them in one entry', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = { chat, by: ada, at: 7, seen: { rank: 'owner' } } as const;
    const more = { name: claim('Tea room'), topic: 'Darjeeling', policy: 'open' } as const;
    const change = { name: 'Tea room', topic: 'Darjeeling', policy: 'open' } as const;
    const changed = stored(await store.changeGroup({ ...step, ...more }));
    expect(changed).toEqual({ chat, name: 'Tea room', seq: 1, at: 7, change });
    const same = { ...more, topic: 'Assam' } as const;
    expect(stored(await store.changeGroup({ ...step, ...same })).change).toEqual({
      topic: 'Assam',
    });
    expect(await store.changeGroup({ ...step, ...same })).toBe('unchanged');
    expect(await store.changeGroup(step)).toBe('unchanged');
    expect(await store.changeGroup({ ...step, topic: '' })).toMatchObject({ seq: 3 });
    const said = { kind: 'change', at: 7, sender: named(ada, 'ada') } as const;
    expect(await entries(store, bob, chat)).toEqual([
      { ...said, seq: 1, ...change },
      { ...said, seq: 2, topic: 'Assam' },
      { ...said, seq: 3, topic: '' },
    ]);
    expect(await store.seat(bob, chat)).toMatchObject({
      name: 'Tea room',
      group: { policy: 'open', topic: '' },
    });
    expect((await store.belongings(bob)).groups).toEqual([{ id: chat, name: 'Tea room' }]);
  });

  test('a new name has to be free, and leaves the old one free', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await group(store, 'cake', bob);
    const step = { chat, by: ada, at: 1, seen: { rank: 'owner' } } as const;
    const topic = 'never said';
    for (const name of [claim('CAKE'), claim('Bob'), claim('cаke', 'cake')]) {
      expect(await store.changeGroup({ ...step, name, topic })).toBe('taken');
    }
    expect((await store.seat(ada, chat))?.group?.topic).toBe('');
    stored(await store.changeGroup({ ...step, name: claim('TEA') }));
    expect(await store.addGuest(guest(claim('tea')))).toBe('taken');
    stored(await store.changeGroup({ ...step, name: claim('supper') }));
    await enter(store, 'tea');
    expect(await store.addGuest(guest(claim('Supper')))).toBe('taken');
  });

  test('a group changes only while the rank is the one that it was decided by', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const { chat: direct } = await paired(store, ada, bob);
    const step = { chat, at: 1, topic: 'never said' };
    const wrong = [
      { ...step, by: bob, seen: { rank: 'moderator' } },
      { ...step, by: cleo, seen: { rank: 'owner' } },
      { ...step, by: cleo, seen: { rank: undefined } },
      { ...step, by: ada, seen: { rank: 'owner' }, chat: 'c777' },
      { ...step, by: ada, seen: { rank: 'member' }, chat: direct },
    ] as const;
    for (const each of wrong) expect(await store.changeGroup(each)).toBe('changed');
    expect((await say(store, chat, ada)).seq).toBe(1);
  });

  test('an open group is found by its id and by its canonical name, any other is not', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'Tea', ada, bob);
    for (const which of [{ chat }, { canon: 'tea' }]) {
      expect(await store.findOpenGroup(which)).toBeUndefined();
    }
    await opened(store, chat, ada);
    const found = { chat, name: 'Tea', topic: '', memberCount: 2 };
    for (const which of [{ chat }, { canon: 'tea' }]) {
      expect(await store.findOpenGroup(which)).toMatchObject(found);
    }
    for (const which of [{ canon: 'Tea' }, { canon: 'ada' }, { chat: 'c777' }, { chat: ada }]) {
      expect(await store.findOpenGroup(which)).toBeUndefined();
    }
  });

  test('open groups are listed by canonical name, and whether one is in them', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    for (const name of ['Supper', 'Tea', 'tea and cake', 'Cake', 'sTEAm', 'hidden tea']) {
      const chat = await group(store, name, ada);
      if (name !== 'hidden tea') await opened(store, chat, ada);
      if (name === 'Tea') await stepped(store, chat, bob, { join: [bob] });
    }
    const ask = { reader: bob, part: '', after: undefined, limit: 99 };
    const listed = await store.openGroups(ask);
    expect(listed.map(({ name }) => name)).toEqual([
      ...['Cake', 'sTEAm', 'Supper', 'Tea', 'tea and cake'],
    ]);
    expect(listed[3]).toEqual({ ...listed[3], memberCount: 2, isMember: true } as never);
    expect(listed.filter(({ isMember }) => isMember)).toHaveLength(1);
    expect((await store.openGroups({ ...ask, reader: ada }))[0]?.isMember).toBe(true);
    const teas = await store.openGroups({ ...ask, part: 'tea', limit: 2 });
    expect(teas.map(({ name }) => name)).toEqual(['sTEAm', 'Tea']);
    const rest = await store.openGroups({ ...ask, part: 'tea', limit: 2, after: 'tea' });
    expect(rest.map(({ name }) => name)).toEqual(['tea and cake']);
  });

  test('what is looked for in names of groups is taken as it is written', async () => {
    const { store } = given();
    const [ada] = await three(store);
    for (const name of ['50% tea', 'tea_room', 'tea']) {
      await opened(store, await group(store, name, ada), ada);
    }
    const ask = { reader: ada, after: undefined, limit: 99 };
    for (const [part, names] of [
      ['%', ['50% tea']],
      ['_', ['tea_room']],
      ["'", []],
      ['*', []],
    ] as const) {
      const found = await store.openGroups({ ...ask, part });
      expect(found.map(({ name }) => name)).toEqual([...names]);
    }
  });
}
