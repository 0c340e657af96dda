import { expect, test } from 'bun:test';
import type { PersonId } from '../../../server/src/ports/store.ts';
import { addDevice, byHash, open } from './accounts.ts';
import type { Given } from './given.ts';
import { enter, holder } from './guests.ts';

/** Tokens that end before their time, and who is told. */
export function endingsContract(given: Given): void {
  test('the tokens that are named end, and no others', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    for (const hash of ['phone', 'tablet']) await addDevice(store, ada, hash);
    const hashes = ['phone', 'a token that nobody has'];
    const end = { person: ada, hashes, reason: 'logged_out', at: 2 } as const;
    expect(await store.endTokens(end)).toEqual([
      { person: ada, tokenHash: 'phone', reason: 'logged_out' },
    ]);
    expect(await store.endTokens(end)).toEqual([]);
    expect(await store.endTokens({ ...end, hashes: [] })).toEqual([]);
    expect(await store.findToken('phone', 2)).toBeUndefined();
    const left = await store.devicesOf(ada, 2);
    expect(left.map(({ tokenHash }) => tokenHash).sort()).toEqual(['tablet', 'token of ada']);
  });

  test('all tokens of a person end but the one that is excepted', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    for (const hash of ['phone', 'tablet']) await addDevice(store, ada, hash);
    const end = { person: ada, reason: 'revoked', at: 2 } as const;
    const ended = await store.endTokens({ ...end, except: 'phone' });
    expect(ended.sort(byHash)).toEqual([
      { person: ada, tokenHash: 'tablet', reason: 'revoked' },
      { person: ada, tokenHash: 'token of ada', reason: 'revoked' },
    ]);
    expect(await store.devicesOf(ada, 2)).toHaveLength(1);
    expect(await store.endTokens(end)).toEqual([
      { person: ada, tokenHash: 'phone', reason: 'revoked' },
    ]);
    expect(await store.devicesOf(ada, 2)).toEqual([]);
  });

  test('nobody ends the token of somebody else', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const bob = await enter(store, 'bob');
    const hashes = ['token of bob'];
    const end = { person: ada, reason: 'logged_out', at: 2 } as const;
    expect(await store.endTokens({ ...end, hashes })).toEqual([]);
    await store.endTokens({ ...end, except: 'token of bob' });
    expect((await holder(store, 'token of bob', 2))?.id).toBe(bob);
  });

  test('whoever asks from a position on is told each end once, in order, whatever its cause', async () => {
    const { store } = given();
    const [ada, bob, cleo] = [
      await open(store, 'ada'),
      await open(store, 'bob'),
      await enter(store, 'cleo'),
    ];
    const { position } = await store.endedAfter(undefined);
    await store.setPassword({ person: bob, passwordHash: 'new', at: 2 });
    await store.endTokens({ person: cleo, reason: 'logged_out', at: 2 });
    const first = await store.endedAfter(position);
    await store.disable(ada, 'operator', 2);
    const second = await store.endedAfter(first.position);
    expect(first.ended).toEqual([
      { person: bob, tokenHash: 'token of bob', reason: 'revoked' },
      { person: cleo, tokenHash: 'token of cleo', reason: 'logged_out' },
    ]);
    const last = [{ person: ada, tokenHash: 'token of ada', reason: 'disabled' }] as const;
    expect(second.ended).toEqual([...last]);
    expect(await store.endedAfter(second.position)).toEqual({ ...second, ended: [] });
    expect((await store.endedAfter(position)).ended).toEqual([...first.ended, ...last]);
  });

  test('what ended until some time is forgotten, and positions stay what they were', async () => {
    const { store } = given();
    const [ada, bob, cleo] = [
      await enter(store, 'ada'),
      await enter(store, 'bob'),
      await enter(store, 'cleo'),
    ];
    const { position: start } = await store.endedAfter(undefined);
    const end = (person: PersonId, at: number) =>
      store.endTokens({ person, reason: 'logged_out', at });
    await end(ada, 2);
    const { position } = await store.endedAfter(start);
    await end(bob, 4);
    await store.forgetEnded(3);
    const late = [{ person: bob, tokenHash: 'token of bob', reason: 'logged_out' } as const];
    for (const from of [start, position]) {
      expect((await store.endedAfter(from)).ended).toEqual(late);
    }
    const last = await store.endedAfter(position);
    await store.forgetEnded(4);
    expect(await store.endedAfter(last.position)).toEqual({ ...last, ended: [] });
    await end(cleo, 5);
    const [next] = (await store.endedAfter(last.position)).ended;
    expect(next?.person).toBe(cleo);
    expect((await store.endedAfter(undefined)).position).toBeGreaterThan(last.position);
  });

  test('whoever asks without a position is told nothing of what has been', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const before = await store.endedAfter(undefined);
    expect(before.ended).toEqual([]);
    await store.disable(ada, 'operator', 2);
    const after = await store.endedAfter(undefined);
    expect(after.ended).toEqual([]);
    expect(await store.endedAfter(after.position)).toEqual(after);
    expect((await store.endedAfter(before.position)).ended).toHaveLength(1);
  });
}
