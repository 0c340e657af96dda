import { expect, test } from 'bun:test';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { entries } from './history.ts';
import { group, say } from './logs.ts';
import { muted, named, opened, ranked, stepped } from './steps.ts';

/** What members of a group may do there: their ranks, and who has to be quiet. */
export function ranksContract(given: Given): void {
  test('a rank is set, and the log says so', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = await ranked(store, chat, ada, bob, 'moderator');
    const change = { joined: [], left: [], roles: [{ ...named(bob, 'bob'), role: 'moderator' }] };
    expect(step).toMatchObject({ chat, name: 'tea', seq: 1, at: 1 });
    expect(step.change).toEqual(change as never);
    const entry = { kind: 'members', seq: 1, at: 1, sender: named(ada, 'ada'), ...change };
    expect(await entries(store, bob, chat)).toEqual([entry as never]);
    expect(await store.rankOf(chat, bob)).toBe('moderator');
    expect((await store.seat(bob, chat))?.rank).toBe('moderator');
  });

  test('whoever makes somebody else the owner is a moderator from then on', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const { change } = await ranked(store, chat, ada, bob, 'owner');
    const roles = 'roles' in change ? (change.roles ?? []) : [];
    expect([...roles].sort((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      { ...named(ada, 'ada'), role: 'moderator' },
      { ...named(bob, 'bob'), role: 'owner' },
    ]);
    const members = await store.members(chat, undefined, 9);
    expect(members.map(({ rank }) => rank)).toEqual(['moderator', 'owner']);
  });

  test('a rank that somebody has already is no step', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const seen = { rank: 'owner', target: 'member' } as const;
    const step = { chat, by: ada, at: 1, seen, person: bob, rank: 'member' } as const;
    expect(await store.setRank(step)).toBe('unchanged');
    expect((await say(store, chat, ada)).seq).toBe(1);
  });

  test('ranks and mutes are set only while things are as they were seen', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const to = { chat, at: 1, rank: 'moderator', until: 500 } as const;
    const wrong = [
      { ...to, by: ada, person: bob, seen: { rank: 'moderator', target: 'member' } },
      { ...to, by: ada, person: bob, seen: { rank: 'owner', target: 'moderator' } },
      { ...to, by: ada, person: cleo, seen: { rank: 'owner', target: 'member' } },
      { ...to, by: cleo, person: bob, seen: { rank: 'moderator', target: 'member' } },
      { ...to, chat: 'c777', by: ada, person: bob, seen: { rank: 'owner', target: 'member' } },
    ] as const;
    for (const step of wrong) {
      expect(await store.setRank(step)).toBe('changed');
      expect(await store.muteMember(step)).toBe('changed');
    }
    expect(await store.rankOf(chat, bob)).toBe('member');
    expect((await store.seat(bob, chat))?.mutedUntil).toBe(0);
    expect((await say(store, chat, ada)).seq).toBe(1);
  });

  test('somebody is muted until a time, and the log says so', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = await muted(store, chat, ada, bob, 500);
    const change = { joined: [], left: [], muted: [{ ...named(bob, 'bob'), until: 500 }] };
    expect(step.change).toEqual(change as never);
    expect(await entries(store, bob, chat)).toMatchObject([{ kind: 'members', ...change }]);
    expect((await store.seat(bob, chat))?.mutedUntil).toBe(500);
    expect((await store.members(chat, undefined, 9))[1]?.mutedUntil).toBe(500);
    expect((await store.chatsOf(bob, undefined, 9, 1))[0]?.mutedUntil).toBe(500);
    await muted(store, chat, ada, bob, 0);
    expect((await store.seat(bob, chat))?.mutedUntil).toBe(0);
  });

  test('a mute outlasts leaving and coming back', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await opened(store, chat, ada);
    await muted(store, chat, ada, bob, 500);
    await stepped(store, chat, bob, { leave: [bob] });
    await stepped(store, chat, bob, { join: [bob] });
    expect((await store.seat(bob, chat))?.mutedUntil).toBe(500);
    const letter = { to: { chat }, sender: bob, content: 'hello', at: 499 };
    expect(await store.append(letter)).toBe('muted');
  });

  test('a rank does not outlast leaving', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await ranked(store, chat, ada, bob, 'moderator');
    await stepped(store, chat, bob, { leave: [bob] });
    await stepped(store, chat, ada, { join: [bob] });
    expect(await store.rankOf(chat, bob)).toBe('member');
  });
}
