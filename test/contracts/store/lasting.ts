import { expect, test } from 'bun:test';
import type { Lasting } from './given.ts';
import { claim, enter, guest, resumption, three } from './guests.ts';
import { group, say } from './logs.ts';

/** What must be there after a restart. */
export function lastingContract(given: () => Lasting, again: () => Promise<Lasting>): void {
  test('a history keeps its epoch', async () => {
    const { epoch } = given().store;
    expect((await again()).store.epoch).toBe(epoch);
  });

  test('the logs go on where they were', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada, bob);
    const { chat } = await store.openDirect(ada, bob, 1);
    for (const to of [tea, tea, chat]) await say(store, to, ada);

    const { store: next } = await again();
    expect((await say(next, tea, bob)).seq).toBe(3);
    const direct = await next.append({ to: { direct: ada }, sender: bob, content: 'hi', at: 1 });
    expect(direct).toEqual({ chat, seq: 2, at: 1 });
  });

  test('a key is remembered', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const keyed = { key: 'k1', digest: 'd', label: 'bob' };
    const message = { to: { direct: bob }, sender: ada, content: 'hi', at: 7, keyed };
    const { chat } = await store.append(message);

    const { store: next } = await again();
    const earlier = { chat, seq: 1, at: 7, digest: 'd', label: 'bob' };
    expect(await next.findKeyed(ada, 'k1')).toEqual(earlier);
    expect(await next.append({ ...message, at: 8 })).toEqual(earlier);
  });

  test('people are known by their tokens, and are in their groups', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const tea = await group(store, 'tea', ada);

    const { store: next } = await again();
    expect((await next.findToken('token of ada', 1))?.id).toBe(ada);
    expect(await next.groupsOf(ada)).toEqual([{ id: tea, name: 'tea' }]);
    expect(await next.addGuest(guest(claim('Tea')))).toBe('taken');
    expect(await enter(next, 'bob')).not.toBe(ada);
  });

  test('a name that was not kept is free, in its looks as well', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada', 'аdа'));

    const { store: next } = await again();
    expect(await next.findToken('token of ada', 1)).toEqual({ id: ada, name: 'ada' });
    await enter(next, claim('Ada', 'ada'), { tokenHash: 'second' });
    await enter(next, claim('аdа', 'аdа'), { tokenHash: 'third' });
  });

  test('a kept name is still taken, and its holder is among the kept guests', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { keepsName: true });
    const bob = await enter(store, 'bob', { keepsName: true });
    await store.releaseNames([bob]);

    const { store: next } = await again();
    expect(await next.keptGuests()).toEqual([{ id: ada, name: 'ada' }]);
    expect(await next.addGuest(guest(claim('ADA')))).toBe('taken');
    expect(await next.resume(resumption(ada, 'ada', claim('ada'), true))).toBe('resumed');
    await enter(next, 'Bob', { tokenHash: 'second' });
  });
}
