import { expect, test } from 'bun:test';
import type { Page } from '../../../server/src/ports/logs.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { entries } from './history.ts';
import { group, paired, say, tell } from './logs.ts';
import { stepped } from './steps.ts';

/** What came after, in several chats at once. */
export function catchUpContract(given: Given): void {
  test('each chat is answered as its history would be, in the order of the question', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada, bob);
    const cake = await group(store, 'cake', ada, cleo);
    const { chat } = await paired(store, ada, bob);
    for (const to of [tea, tea, cake, tea, chat]) await say(store, to, ada);
    await stepped(store, tea, bob, { join: [cleo] });
    const after = [
      { chat, seq: 0 },
      { chat: cake, seq: 0 },
      { chat: tea, seq: 1 },
      { chat: 'c777', seq: 0 },
      { chat: tea, seq: 9 },
      { chat, seq: 1 },
    ];
    const found = await store.catchUp({ reader: bob, after, limit: 200, bytes: 9_000 });
    const ofTea = (await entries(store, bob, tea)).slice(1);
    const ofBoth = await entries(store, bob, chat);
    expect(found).toEqual([
      { chat, page: { entries: ofBoth, more: false, lastSeq: 1 } },
      { chat: cake, page: undefined },
      { chat: tea, page: { entries: ofTea, more: false, lastSeq: 4 } },
      { chat: 'c777', page: undefined },
      { chat: tea, page: 'reset' },
      { chat, page: { entries: [], more: false, lastSeq: 1 } },
    ]);
    expect(await store.catchUp({ reader: bob, after: [], limit: 9, bytes: 9 })).toEqual([]);
  });

  test('of each chat there are at most so many entries, and it says that there are more', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chats = [await group(store, 'tea', ada), await group(store, 'cake', ada)];
    for (const chat of chats) for (let n = 0; n < 5; n++) await say(store, chat, ada);
    const after = chats.map((chat) => ({ chat, seq: 1 }));
    const found = await store.catchUp({ reader: ada, after, limit: 3, bytes: 9_000 });
    expect(found).toMatchObject(
      chats.map((chat) => {
        const page = { entries: [{ seq: 2 }, { seq: 3 }, { seq: 4 }], more: true, lastSeq: 5 };
        return { chat, page };
      }),
    );
  });

  test('asked again for what is missing, it gives everything once and in order', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chats: ChatId[] = [];
    for (let n = 0; n < 6; n++) {
      const chat = await group(store, `group ${n}`, ada, bob);
      chats.push(chat);
      const sizes = Array.from({ length: 5 * n }, (_, at) => (at * 997) % 3_000);
      const contents = sizes.map((size) => 'é'.repeat(size + 1));
      await Promise.all(contents.map((content) => tell(store, { chat }, ada, { content })));
    }
    for (const bytes of [1, 5_000, 40_000]) await readsAll(store, bob, chats, bytes);
  });
}

async function readsAll(store: Store, reader: PersonId, chats: ChatId[], bytes: number) {
  const read = new Map<ChatId, number[]>(chats.map((chat) => [chat, []]));
  let missing = chats;
  while (missing.length > 0) {
    const after = missing.map((chat) => ({ chat, seq: read.get(chat)?.at(-1) ?? 0 }));
    const found = await store.catchUp({ reader, after, limit: 7, bytes });
    expect(found.map(({ chat }) => chat)).toEqual(missing.slice(0, found.length));
    expect(found.length).toBeGreaterThan(0);
    const pages = found.map(({ page }) => page as Page);
    const sizes = pages
      .flatMap((page) => page.entries)
      .map((entry) => Buffer.byteLength(JSON.stringify(entry)));
    const all = sizes.reduce((sum, size) => sum + size, 0);
    // One entry may go beyond what was asked for.
    expect(all - Math.max(0, ...sizes)).toBeLessThanOrEqual(bytes);
    for (const { chat, page } of found) {
      read.get(chat)?.push(...(page as Page).entries.map(({ seq }) => seq));
    }
    const complete = new Set(found.filter((_, at) => !pages[at]?.more).map(({ chat }) => chat));
    missing = missing.filter((chat) => !complete.has(chat));
  }
  for (const [at, chat] of chats.entries()) {
    expect(read.get(chat)).toEqual(Array.from({ length: 5 * at }, (_, seq) => seq + 1));
  }
}
