import { expect, test } from 'bun:test';
import { StorageUnavailable } from '../../../server/src/ports/store.ts';
import type { Given } from './given.ts';
import { claim, enter, failure, groupsOf, guest, holder, resumption, three } from './guests.ts';
import { group, say, tell } from './logs.ts';

export function writesContract(given: Given): void {
  test('calls that nobody waited for take effect in their order', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const outcomes = await Promise.all([
      store.addGuest(guest(claim('ADA'), { tokenHash: 'second' })),
      store.releaseNames([ada]),
      store.addGuest(guest(claim('Ada'), { tokenHash: 'third' })),
      store.resume(resumption(ada, 'ada', claim('ada'))),
      store.addGroup({ name: claim('ada'), members: [ada], at: 1 }),
      store.resume(resumption(ada, 'ada', claim('Countess'))),
      store.addGroup({ name: claim('countess'), members: [ada], at: 1 }),
    ]);
    const [first, , third, ...rest] = outcomes;
    expect(first).toBe('taken');
    expect((await holder(store, 'third'))?.id).toBe(third as string);
    expect(rest).toEqual(['taken', 'taken', 'resumed', 'taken']);
  });

  test('of many who ask for one name at once, the first gets it', async () => {
    const { store } = given();
    const calls = Array.from({ length: 20 }, (_, n) =>
      store.addGuest(guest(claim('ada'), { tokenHash: `token ${n}` })),
    );
    const [first, ...others] = await Promise.all(calls);
    expect(first).not.toBe('taken');
    expect(new Set(others)).toEqual(new Set(['taken']));
  });

  test('a read sees every write that has resolved', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    for (let n = 0; n < 20; n++) {
      await group(store, `group ${n}`, ada);
      expect(await groupsOf(store, ada)).toHaveLength(n + 1);
      const keyed = { key: `k${n}`, digest: 'd', answer: {} };
      const { chat } = await tell(store, { direct: bob }, ada, { keyed });
      expect((await store.findKeyed(ada, `k${n}`))?.answer).toMatchObject({ seq: n + 1 });
      expect(await store.findMessage(bob, chat, n + 1)).toBeDefined();
    }
  });

  test('a probe reaches the medium', async () => {
    const { store } = given();
    await store.probe();
    await Promise.all([store.probe(), store.probe()]);
  });

  test('closing finishes the writes that were called, and takes no more', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const chat = await group(store, 'tea', ada);
    const calls = Array.from({ length: 100 }, () => say(store, chat, ada));
    const closing = store.close();
    const entries = await Promise.all(calls);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1));
    await closing;
    expect(await failure(say(store, chat, ada))).toBeInstanceOf(StorageUnavailable);
  });
}
