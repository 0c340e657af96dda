import { expect, test } from 'bun:test';
import { open } from './accounts.ts';
import { remove } from './amendments.ts';
import type { Given } from './given.ts';
import { enter, three } from './guests.ts';
import { group, paired, say, stored, tell } from './logs.ts';
import { muted, stepped } from './steps.ts';

/** Messages that are not stored, and why. */
export function denialsContract(given: Given): void {
  test('whoever is not in a chat cannot write there, and a chat that nobody has is the same', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada);
    const { chat } = await paired(store, ada, bob);
    for (const to of [tea, chat, 'c777', 'no id at all', '', ada]) {
      expect(await store.append({ ...LETTER, to: { chat: to }, sender: cleo })).toBe('gone');
    }
  });

  test('whoever has left a chat cannot write there', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await stepped(store, chat, bob, { leave: [bob] });
    expect(await store.append({ ...LETTER, to: { chat }, sender: bob })).toBe('gone');
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('nobody writes to nobody, nor to themselves', async () => {
    const { store } = given();
    const [ada] = await three(store);
    for (const direct of [ada, 'p777', 'no id at all', '']) {
      expect(await store.append({ ...LETTER, to: { direct }, sender: ada })).toBe('gone');
    }
    expect((await store.belongings(ada)).directs).toEqual([]);
  });

  test('whoever is muted cannot write until the time has come', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await muted(store, chat, ada, bob, 500);
    const message = { ...LETTER, to: { chat }, sender: bob };
    expect(await store.append({ ...message, at: 499 })).toBe('muted');
    expect(await store.append({ ...message, at: 500 })).toMatchObject({ chat, seq: 2, at: 500 });
    await muted(store, chat, ada, bob, 900);
    await muted(store, chat, ada, bob, 0);
    expect(await store.append({ ...message, at: 501 })).toMatchObject({ seq: 5 });
  });

  test('a block keeps two from writing to each other, both ways, as long as it stands', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const { chat } = await paired(store, ada, bob);
    await store.block({ person: ada, other: bob, on: true, at: 1 });
    const ways = [
      { to: { chat }, sender: ada },
      { to: { chat }, sender: bob },
      { to: { direct: bob }, sender: ada },
      { to: { direct: ada }, sender: bob },
    ];
    for (const way of ways) expect(await store.append({ ...LETTER, ...way })).toBe('blocked');
    await tell(store, { direct: cleo }, ada);
    await tell(store, { direct: cleo }, bob);
    await store.block({ person: ada, other: bob, on: false, at: 2 });
    for (const way of ways) stored(await store.append({ ...LETTER, ...way }));
    expect((await say(store, chat, ada)).seq).toBe(5);
  });

  test('a block that was there first begins no conversation', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    await store.block({ person: bob, other: ada, on: true, at: 1 });
    expect(await store.append({ ...LETTER, to: { direct: bob }, sender: ada })).toBe('blocked');
    expect(await store.findDirect(ada, bob)).toBeUndefined();
    const { chat } = await paired(store, ada, bob);
    expect(await store.append({ ...LETTER, to: { chat }, sender: ada })).toBe('blocked');
    await store.block({ person: bob, other: ada, on: false, at: 1 });
    expect((await say(store, chat, ada)).seq).toBe(1);
  });

  test('a block keeps nobody from writing where both are in a group', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await store.block({ person: ada, other: bob, on: true, at: 1 });
    await say(store, chat, ada);
    await say(store, chat, bob);
  });

  test('nobody writes to a guest whose last token is over, and there is a conversation as before', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const bob = await enter(store, 'bob', { expiresAt: 500 });
    const cleo = await enter(store, 'cleo', { expiresAt: 500 });
    const { chat } = await tell(store, { direct: bob }, ada, { at: 499 });
    const late = { ...LETTER, sender: ada, at: 500 };
    expect(await store.append({ ...late, to: { chat } })).toBe('ended');
    expect(await store.append({ ...late, to: { direct: bob } })).toBe('ended');
    expect(await store.append({ ...late, to: { direct: cleo } })).toBe('ended');
    expect(await store.findDirect(ada, bob)).toBe(chat);
    expect(await store.findDirect(ada, cleo)).toBeUndefined();
    expect((await tell(store, { chat }, ada, { at: 499 })).seq).toBe(2);
  });

  test('nobody writes to a guest who has logged out everywhere', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await paired(store, ada, bob);
    await store.endTokens({ person: bob, reason: 'logged_out', at: 1 });
    expect(await store.append({ ...LETTER, to: { chat }, sender: ada })).toBe('ended');
  });

  test('an account is written to whether it has a device or not', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const bob = await open(store, 'bob');
    await store.endTokens({ person: bob, reason: 'logged_out', at: 1 });
    const { chat } = await tell(store, { direct: bob }, ada);
    expect((await tell(store, { chat }, ada)).seq).toBe(2);
  });

  test('a reply needs a message that is there and that its sender sees', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    await say(store, chat, ada);
    const reply = (sender: string, replyTo: number) =>
      store.append({ ...LETTER, to: { chat }, sender, replyTo });
    for (const replyTo of [0, 2, 4, 9]) expect(await reply(ada, replyTo)).toBe('target');
    expect(await reply(bob, 1)).toBe('target');
    expect(await reply(bob, 3)).toMatchObject({ seq: 4 });
    expect(await reply(ada, 1)).toMatchObject({ seq: 5 });
    await remove(store, chat, ada, 3);
    expect(await reply(bob, 3)).toBe('target');
    const first = { ...LETTER, to: { direct: bob }, sender: ada, replyTo: 1 };
    expect(await store.append(first)).toBe('target');
    expect(await store.findDirect(ada, bob)).toBeUndefined();
  });

  test('a message that is denied changes nothing', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await muted(store, chat, ada, bob, 500);
    const before = await store.chatsOf(ada, undefined, 9, 1);
    const mentions = { names: ['ada'], everybody: true };
    await store.append({ ...LETTER, to: { chat }, sender: bob, mentions });
    expect(await store.chatsOf(ada, undefined, 9, 1)).toEqual(before);
  });
}

const LETTER = { content: 'hello', at: 1 } as const;
