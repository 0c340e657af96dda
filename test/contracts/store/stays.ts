import { expect, test } from 'bun:test';
import { amend, reaction } from './amendments.ts';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { entries, page, seqs } from './history.ts';
import { group, say, stored } from './logs.ts';
import { opened, stepped } from './steps.ts';

/** What of a group's log is somebody's to read: what was said while they were in it. */
export function staysContract(given: Given): void {
  test('whoever joins sees the log from there on', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    await say(store, chat, ada);
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([2, 3]);
    expect(await seqs(store, bob, chat, { before: 9 })).toEqual([3]);
    expect(await seqs(store, bob, chat, { around: 1 })).toEqual([3]);
    expect(await seqs(store, bob, chat, { at: 0 })).toEqual([3]);
    expect(await page(store, bob, chat, { after: 0 })).toMatchObject({ more: false, lastSeq: 3 });
    expect(await seqs(store, ada, chat, { after: 0 })).toEqual([1, 2, 3]);
  });

  test('what came before is not there to be found or changed', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    expect(await store.findMessage(bob, chat, 1)).toBeUndefined();
    expect(await amend(store, chat, bob, 1, reaction('yes'))).toBe('target');
    expect(await amend(store, chat, bob, 1, { kind: 'delete' })).toBe('target');
  });

  test('whoever has left sees nothing of the log', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, ada);
    await stepped(store, chat, ada, { leave: [bob] });
    for (const span of [{ after: 0 }, { before: 9 }, { around: 1 }, { at: 0 }]) {
      expect(await page(store, bob, chat, span)).toBeUndefined();
    }
    expect(await store.findMessage(bob, chat, 1)).toBeUndefined();
    expect(await store.chatsOf(bob, undefined, 9, 1)).toEqual([]);
  });

  test('whoever comes back sees what was said while they were there, before and now', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, ada);
    await stepped(store, chat, bob, { leave: [bob] });
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    await say(store, chat, ada);
    await stepped(store, chat, ada, { leave: [bob] });
    await say(store, chat, ada);
    await stepped(store, chat, ada, { join: [bob] });
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([1, 4, 5, 8]);
    expect(await seqs(store, bob, chat, { before: 9 })).toEqual([1, 5]);
    expect(await seqs(store, bob, chat, { around: 5 }, 1)).toEqual([5]);
    expect(await page(store, bob, chat, { after: 1 }, 1)).toMatchObject({
      entries: [{ seq: 4 }],
      more: true,
    });
    expect(await store.findMessage(bob, chat, 1)).toBeDefined();
    expect(await store.findMessage(bob, chat, 3)).toBeUndefined();
  });

  test('somebody who joins and leaves again without a word has seen nothing else', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    for (let n = 0; n < 2; n++) {
      await stepped(store, chat, ada, { join: [bob] });
      await stepped(store, chat, ada, { leave: [bob] });
    }
    await stepped(store, chat, ada, { join: [bob] });
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([1, 3, 5]);
  });

  test('somebody who leaves a group that nobody has spoken in has seen nothing', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await stepped(store, chat, bob, { leave: [bob] });
    await stepped(store, chat, ada, { join: [bob] });
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([2]);
  });

  test('an open group is read from its beginning by whoever is in it, as long as it is open', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    await say(store, chat, ada);
    await opened(store, chat, ada);
    await stepped(store, chat, bob, { join: [bob] });
    await stepped(store, chat, bob, { leave: [bob] });
    await say(store, chat, ada);
    await stepped(store, chat, bob, { join: [bob] });
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await store.findMessage(bob, chat, 1)).toBeDefined();
    expect(await page(store, cleo, chat, { after: 0 })).toBeUndefined();
    const step = { chat, by: ada, at: 1, seen: { rank: 'owner' }, policy: 'invite' } as const;
    stored(await store.changeGroup(step));
    expect(await seqs(store, bob, chat, { after: 0 })).toEqual([3, 6, 7]);
    expect(await entries(store, ada, chat)).toHaveLength(7);
  });
}
