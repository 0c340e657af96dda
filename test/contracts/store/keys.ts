import { expect, test } from 'bun:test';
import type { Keyed, NewMessage, PersonId } from '../../../server/src/ports/store.ts';
import type { Given } from './given.ts';
import { three } from './guests.ts';
import { group, say } from './logs.ts';

const KEYED: Keyed = { key: 'k1', digest: 'what was asked', label: 'tea' };

export function keysContract(given: Given): void {
  test('a request that is sent again with its key is stored once', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    const first = await store.append(keyed(ada, { chat }));
    expect(first).toEqual({ chat, seq: 1, at: 1 });
    const again = await store.append({ ...keyed(ada, { chat }), at: 2 });
    expect(again).toEqual({ chat, seq: 1, at: 1, digest: 'what was asked', label: 'tea' });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('two requests with one key at once are stored once', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const message = keyed(ada, { direct: bob });
    const [first, second] = await Promise.all([store.append(message), store.append(message)]);
    expect(second).toMatchObject({ ...first, digest: 'what was asked' });
    expect('digest' in first).toBe(false);
    expect((await say(store, first.chat, ada)).seq).toBe(2);
  });

  test('another request with the same key is shown the first, and stores nothing', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await store.append(keyed(ada, { chat }));
    const other = { ...keyed(ada, { direct: bob }), keyed: { ...KEYED, digest: 'another' } };
    expect(await store.append(other)).toMatchObject({ chat, seq: 1, digest: 'what was asked' });
    expect(await store.findDirect(ada, bob)).toBeUndefined();
  });

  test('the same key of somebody else is another key', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await store.append(keyed(ada, { chat }));
    expect(await store.append(keyed(bob, { chat }))).toEqual({ chat, seq: 2, at: 1 });
    expect((await store.findKeyed(ada, 'k1'))?.seq).toBe(1);
    expect((await store.findKeyed(bob, 'k1'))?.seq).toBe(2);
  });

  test('what a key has done is found, and nothing before', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
    await store.append(keyed(ada, { chat }));
    const found = await store.findKeyed(ada, 'k1');
    expect(found).toEqual({ chat, seq: 1, at: 1, digest: 'what was asked', label: 'tea' });
    expect(await store.findKeyed(ada, 'k2')).toBeUndefined();
  });

  test('keys are told apart to the last character', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    const keys = ['k', 'K', 'k ', ' k', 'é', 'e\u0301', '1', '01', 'k'.repeat(64)];
    const stored = await Promise.all(
      keys.map((key) => store.append({ ...keyed(ada, { chat }), keyed: { ...KEYED, key } })),
    );
    expect(stored.map(({ seq }) => seq)).toEqual(keys.map((_, at) => at + 1));
  });

  test('a refused request may be sent again with its key', async () => {
    const { store, refusing } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    await refusing(async () => {
      await store.append(keyed(ada, { chat })).catch(() => {});
    });
    const again = await store.append(keyed(ada, { chat }));
    expect(again).toMatchObject({ chat, seq: 1 });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });
}

function keyed(sender: PersonId, to: NewMessage['to']): NewMessage {
  return { to, sender, content: 'hello', at: 1, keyed: KEYED };
}
