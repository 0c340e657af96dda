import { expect, test } from 'bun:test';
import { StorageUnavailable } from '../../../server/src/ports/store.ts';
import { account, open } from './accounts.ts';
import { arrival, arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, failure, guest, resumption, three, token } from './guests.ts';
import { group, say } from './logs.ts';

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
    expect((await store.findToken('third', 1))?.id).toBe(third as string);
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
      expect(await store.groupsOf(ada)).toHaveLength(n + 1);
      const keyed = { key: `k${n}`, digest: 'd', label: 'bob' };
      await store.append({ to: { direct: bob }, sender: ada, content: 'hi', at: n, keyed });
      expect((await store.findKeyed(ada, `k${n}`))?.seq).toBe(n + 1);
    }
  });

  test('a refused write says that the storage is unavailable, and has no effect', async () => {
    const { store, refusing } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada);
    await refusing(async () => {
      const refused = await Promise.allSettled([
        store.addGuest(guest(claim('dora'))),
        store.resume(resumption(ada, 'ada', claim('Countess'))),
        store.releaseNames([bob]),
        store.addGroup({ name: claim('cake'), members: [ada], at: 1 }),
        store.openDirect(ada, bob, 1),
        store.append({ to: { direct: cleo }, sender: ada, content: 'hi', at: 1 }),
        say(store, chat, ada),
        store.probe(),
      ]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
      }
    });
    expect(await store.findToken('token of dora', 1)).toBeUndefined();
    expect((await store.findToken('token of ada', 1))?.name).toBe('ada');
    expect(await store.addGuest(guest(claim('bob')))).toBe('taken');
    expect(await store.groupsOf(ada)).toEqual([{ id: chat, name: 'tea' }]);
    expect(await store.findDirect(ada, bob)).toBeUndefined();
    expect(await store.findDirect(ada, cleo)).toBeUndefined();
    await store.probe();
    await enter(store, 'dora');
    await group(store, 'cake', ada);
  });

  test('a refused write about accounts and devices has no effect either', async () => {
    const { store, refusing } = given();
    const [ada, bob] = [await open(store, 'ada'), await open(store, 'bob')];
    await store.disable(bob, 'operator', 1);
    await store.addInvitation('invitation', 500);
    const { position } = await store.endedAfter(undefined);
    const everything = async () => ({
      accounts: await store.accounts(undefined, 9),
      passwords: await Promise.all(['ada', 'bob', 'dora'].map(store.findLocalAccount)),
      devices: await store.devicesOf(ada, 1),
      ended: await store.endedAfter(position),
    });
    const before = await everything();
    const used = [{ hash: 'token of ada', seenAt: 9, expiresAt: 9_000_000 }];
    const back = { person: ada, keepsName: false, tokenHash: 'token of ada', device: 'phone' };
    await refusing(async () => {
      const refused = await Promise.allSettled([
        store.addAccount(account('dora', { invitationHash: 'invitation' })),
        store.addToken(ada, token('phone'), 'password of ada'),
        store.resume({ ...back, at: 9, expiresAt: 9_000_000 }),
        store.extendTokens(used),
        store.endTokens({ person: ada, reason: 'revoked', at: 2 }),
        store.setPassword({ person: ada, passwordHash: 'new', at: 2 }),
        store.disable(ada, 'operator', 2),
        store.enable(bob),
        store.addInvitation('another', 500),
      ]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
      }
    });
    expect(await everything()).toEqual(before);
    expect(await store.findToken('token of ada', 8_000_000)).toBeUndefined();
    const dora = account('dora', { invitationHash: 'another' });
    expect(await store.addAccount(dora)).toBe('uninvited');
    expect(await store.addAccount({ ...dora, invitationHash: 'invitation' })).not.toBe('uninvited');
  });

  test('a refused write about the directory has no effect either', async () => {
    const { store, refusing } = given();
    const { id: ada } = await arrive(store, 'ada');
    const { id: bob } = await arrive(store, 'bob');
    const cleo = await enter(store, 'cleo', { keepsName: true });
    const { id: tea } = await store.openDirectoryChat('tea', [claim('tea')], 1);
    await store.placeInDirectoryChats(ada, ['tea'], 1);
    await store.disable(bob, 'directory', 1);
    const everything = async () => ({
      accounts: await store.accounts(undefined, 9),
      groups: await Promise.all([ada, bob].map(store.groupsOf)),
      kept: await store.keptGuests(),
    });
    const before = await everything();
    await refusing(async () => {
      const refused = await Promise.allSettled([
        store.enterFromDirectory(arrival('cleo')),
        store.enterFromDirectory(arrival('tea')),
        store.enterFromDirectory(arrival('bob', { token: token('phone') })),
        store.describeAccount(ada, { role: 'admin', displayName: 'Ada Lovelace' }),
        store.disable(ada, 'directory', 2),
        store.openDirectoryChat('cake', [claim('cake')], 1),
        store.placeInDirectoryChats(ada, [], 1),
        store.placeInDirectoryChats(bob, ['tea'], 1),
      ]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
      }
    });
    expect(await everything()).toEqual(before);
    expect((await store.findToken('token of cleo', 1))?.id).toBe(cleo);
    expect((await say(store, tea, ada)).seq).toBe(2);
    await enter(store, 'cake');
  });

  test('reads go on while writes are refused', async () => {
    const { store, refusing } = given();
    const ada = await enter(store, 'ada');
    const tea = await group(store, 'tea', ada);
    const bob = await open(store, 'bob');
    const { id: cleo } = await arrive(store, 'cleo');
    await refusing(async () => {
      expect((await store.findToken('token of ada', 1))?.id).toBe(ada);
      expect(await store.groupsOf(ada)).toEqual([{ id: tea, name: 'tea' }]);
      expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
      expect(await store.findDirect(ada, ada)).toBeUndefined();
      expect(await store.keptGuests()).toEqual([]);
      expect((await store.findLocalAccount('bob'))?.id).toBe(bob);
      expect(await store.accounts(undefined, 9)).toHaveLength(2);
      expect((await store.directoryAccounts(undefined, 9))[0]?.id).toBe(cleo);
      expect(await store.devicesOf(bob, 1)).toHaveLength(1);
      expect((await store.endedAfter(undefined)).ended).toEqual([]);
    });
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
