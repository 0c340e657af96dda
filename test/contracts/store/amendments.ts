import { expect, test } from 'bun:test';
import type { Amended, Amendment, Appended, Mentions } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import type { Given } from './given.ts';
import { enter, three } from './guests.ts';
import { entries, page } from './history.ts';
import { group, paired, say, stored, tell } from './logs.ts';
import { muted, named, ranked, stepped } from './steps.ts';

/** Messages that are edited, deleted, and reacted to. */
export function amendmentsContract(given: Given): void {
  test('an edited message says something else, and when that was', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await tell(store, { chat }, ada, { content: 'before' });
    expect(await edit(store, chat, ada, 1, 'after', 7)).toEqual({ chat, seq: 2, at: 7 });
    const now = { seq: 1, at: 1, sender: named(ada, 'ada'), content: 'after', editedAt: 7 };
    expect(await page(store, bob, chat, { before: 9 })).toMatchObject({ entries: [now] });
    expect((await entries(store, bob, chat))[1]).toMatchObject({ kind: 'edit', content: 'after' });
    expect(JSON.stringify(await entries(store, bob, chat))).not.toContain('before');
  });

  test('of a deleted message nothing is left but that it was there', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'secret' });
    await edit(store, chat, ada, 1, 'another secret');
    await react(store, chat, bob, 1, 'yes');
    await tell(store, { chat }, bob, { content: 'reply', replyTo: 1 });
    expect(await remove(store, chat, ada, 1, 7)).toEqual({ chat, seq: 5, at: 7 });
    const all = await entries(store, bob, chat);
    expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    const said = { at: 1, sender: named(ada, 'ada') };
    expect(all[0]).toEqual({ kind: 'message', seq: 1, ...said, reactions: [] });
    expect(all[1]).toEqual({ kind: 'edit', seq: 2, ...said, at: 2, target: 1 });
    expect(all[3]).toMatchObject({ content: 'reply', replyTo: 1 });
    expect(all[4]).toMatchObject({ kind: 'delete', seq: 5, at: 7, target: 1 });
    const before = await page(store, bob, chat, { before: 9 });
    for (const shown of [all, before]) expect(JSON.stringify(shown)).not.toContain('secret');
    expect((await store.chatsOf(bob, undefined, 9, 1))[0]).toMatchObject({ unread: 0 });
  });

  test('a deleted message is changed no more', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    await remove(store, chat, ada, 1);
    expect(await amend(store, chat, ada, 1, { kind: 'edit', content: 'now' })).toBe('target');
    expect(await amend(store, chat, ada, 1, { kind: 'delete' })).toBe('target');
    expect(await amend(store, chat, bob, 1, reaction('yes'))).toBe('target');
    expect((await say(store, chat, ada)).seq).toBe(3);
  });

  test('only messages can be changed, and only those that are there', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    await react(store, chat, bob, 1, 'yes');
    for (const target of [0, 2, 3, -1, Number.MAX_SAFE_INTEGER]) {
      expect(await amend(store, chat, ada, target, { kind: 'delete' })).toBe('target');
      expect(await amend(store, chat, ada, target, reaction('yes'))).toBe('target');
    }
    expect((await say(store, chat, ada)).seq).toBe(3);
  });

  test('two who delete a message at once delete it once', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, bob);
    const change = { kind: 'delete' } as const;
    const outcomes = await Promise.all([
      store.amend({ chat, target: 1, by: ada, at: 2, change, seen: { rank: 'owner' } }),
      store.amend({ chat, target: 1, by: bob, at: 2, change, seen: { rank: 'member' } }),
    ]);
    expect(outcomes).toEqual([{ chat, seq: 2, at: 2 }, 'target']);
  });

  test('a message changes only while the rank is the one that it was decided by', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, ada);
    const change = { kind: 'delete' } as const;
    const to = { chat, target: 1, at: 2, change };
    for (const by of [ada, bob, cleo]) {
      const wrong = { ...to, by, seen: { rank: 'moderator' } } as const;
      expect(await store.amend(wrong)).toBe('changed');
    }
    expect(await store.amend({ ...to, by: bob, seen: { rank: undefined } })).toBe('changed');
    await ranked(store, chat, ada, bob, 'moderator');
    expect(await store.amend({ ...to, by: bob, seen: { rank: 'member' } })).toBe('changed');
    await stepped(store, chat, bob, { leave: [bob] });
    expect(await store.amend({ ...to, by: bob, seen: { rank: 'moderator' } })).toBe('changed');
    expect((await entries(store, ada, chat))[0]).toMatchObject({ content: 'hello' });
  });

  test('a reaction is set and taken back, each once', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    expect(await amend(store, chat, bob, 1, reaction('yes', false))).toBe('unchanged');
    expect(await amend(store, chat, bob, 1, reaction('yes'))).toEqual({ chat, seq: 2, at: 2 });
    expect(await amend(store, chat, bob, 1, reaction('yes'))).toBe('unchanged');
    await react(store, chat, ada, 1, 'yes');
    await react(store, chat, ada, 1, '\u{1f44d}\u{1f3fd}');
    expect(await reactionsOf(store, ada, chat)).toEqual({ yes: [2, true], '👍🏽': [1, true] });
    expect(await reactionsOf(store, bob, chat)).toEqual({ yes: [2, true], '👍🏽': [1, false] });
    stored(await amend(store, chat, bob, 1, reaction('yes', false)));
    stored(await amend(store, chat, ada, 1, reaction('👍🏽', false)));
    expect(await reactionsOf(store, bob, chat)).toEqual({ yes: [1, false] });
    expect((await entries(store, ada, chat)).slice(1)).toMatchObject([
      { kind: 'reaction', seq: 2, sender: { id: bob }, target: 1, reaction: 'yes', on: true },
      { seq: 3, sender: { id: ada }, on: true },
      { seq: 4, reaction: '👍🏽', on: true },
      { seq: 5, sender: { id: bob }, reaction: 'yes', on: false },
      { seq: 6, reaction: '👍🏽', on: false },
    ]);
  });

  test('a message has so many different reactions at most, and any number of each', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await tell(store, { direct: bob }, ada);
    await react(store, chat, ada, 1, 'one');
    await react(store, chat, ada, 1, 'two');
    expect(await amend(store, chat, bob, 1, reaction('three', true, 2))).toBe('full');
    expect(await amend(store, chat, ada, 1, reaction('one', true, 2))).toBe('unchanged');
    stored(await amend(store, chat, bob, 1, reaction('one', true, 2)));
    stored(await amend(store, chat, ada, 1, reaction('two', false, 2)));
    stored(await amend(store, chat, bob, 1, reaction('three', true, 2)));
    expect(await reactionsOf(store, ada, chat)).toEqual({ one: [2, true], three: [1, false] });
  });

  test('who reacts alike is named in the order in which they did, and again comes last', async () => {
    const { store } = given();
    const people = await three(store);
    const [ada, bob, cleo] = people;
    const chat = await group(store, 'tea', ...people);
    await say(store, chat, ada);
    const reactors = async () => {
      const [message] = await entries(store, ada, chat);
      const reactions = message?.kind === 'message' ? message.reactions : [];
      return reactions.map((one) => [one.reaction, ...one.people.map(({ id }) => id)]);
    };
    for (const who of [cleo, ada, bob]) await react(store, chat, who, 1, 'yes');
    expect(await reactors()).toEqual([['yes', cleo, ada, bob]]);
    stored(await amend(store, chat, cleo, 1, reaction('yes', false)));
    await react(store, chat, bob, 1, 'no');
    await react(store, chat, cleo, 1, 'yes');
    await react(store, chat, ada, 1, 'maybe');
    expect(await reactors()).toEqual([
      ['yes', ada, bob, cleo],
      ['maybe', ada],
      ['no', bob],
    ]);
  });

  test('of many who react alike, ten are named and all are counted', async () => {
    const { store } = given();
    const names = Array.from({ length: 12 }, (_, number) => `guest${number}`);
    const guests = await Promise.all(names.map((name) => enter(store, name)));
    const chat = await group(store, 'tea', ...guests);
    const last = guests.at(-1) as PersonId;
    await say(store, chat, last);
    for (const guest of guests) await react(store, chat, guest, 1, 'yes');
    const [message] = await entries(store, last, chat);
    const [found] = message?.kind === 'message' ? message.reactions : [];
    expect(found).toMatchObject({ reaction: 'yes', count: 12, mine: true });
    expect(found?.people.map(({ id }) => id)).toEqual(guests.slice(0, 10));
  });

  test('whoever may not write there now may delete, and nothing else', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const [bob, cleo] = [await enter(store, 'bob'), await enter(store, 'cleo', { expiresAt: 5 })];
    const tea = await group(store, 'tea', bob, ada);
    const { chat: blocked } = await paired(store, ada, bob);
    const { chat: ended } = await paired(store, ada, cleo);
    for (const chat of [tea, blocked, ended]) await say(store, chat, ada);
    await muted(store, tea, bob, ada, 500);
    await store.block({ person: bob, other: ada, on: true, at: 1 });
    for (const chat of [tea, blocked, ended]) {
      const now = { kind: 'edit', content: 'now' } as const;
      expect(await amend(store, chat, ada, 1, now, 5)).toBe('target');
      expect(await amend(store, chat, ada, 1, reaction('yes'), 5)).toBe('target');
      expect(await remove(store, chat, ada, 1, 5)).toMatchObject({ at: 5 });
    }
  });
}

/** Changes a message, for somebody who sees where they sit. */
export async function amend(
  store: Store,
  chat: ChatId,
  by: PersonId,
  target: number,
  change: Amendment['change'],
  at = 2,
): Promise<Amended> {
  const rank = (await store.seat(by, chat))?.rank;
  return store.amend({ chat, target, by, at, change, seen: { rank } });
}

export async function edit(
  store: Store,
  chat: ChatId,
  by: PersonId,
  target: number,
  content: string,
  at?: number,
  mentions?: Mentions,
): Promise<Appended> {
  const change = { kind: 'edit', content, ...(mentions && { mentions }) } as const;
  return stored(await amend(store, chat, by, target, change, at));
}

export async function remove(
  store: Store,
  chat: ChatId,
  by: PersonId,
  target: number,
  at?: number,
): Promise<Appended> {
  return stored(await amend(store, chat, by, target, { kind: 'delete' }, at));
}

export async function react(
  store: Store,
  chat: ChatId,
  by: PersonId,
  target: number,
  which: string,
): Promise<Appended> {
  return stored(await amend(store, chat, by, target, reaction(which)));
}

export function reaction(which: string, on = true, most = 50): Amendment['change'] {
  return { kind: 'reaction', reaction: which, on, most };
}

/** How many reacted to the first message, by reaction, and whether the reader did. */
async function reactionsOf(store: Store, reader: PersonId, chat: ChatId) {
  const [message] = await entries(store, reader, chat);
  const reactions = message?.kind === 'message' ? message.reactions : [];
  return Object.fromEntries(reactions.map((one) => [one.reaction, [one.count, one.mine]]));
}
