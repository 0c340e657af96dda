import { expect, test } from 'bun:test';
import { StorageUnavailable } from '../../../server/src/ports/store.ts';
import { account, open } from './accounts.ts';
import { reaction } from './amendments.ts';
import { archiveOf } from './archive.ts';
import { arrival, arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, groupsOf, guest, holder, resumption, three, token } from './guests.ts';
import { entries, page } from './history.ts';
import { group, paired, say } from './logs.ts';
import { report } from './reports.ts';
import { opened } from './steps.ts';

/** What a medium that takes nothing more does to those who ask. */
export function refusalsContract(given: Given): void {
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
        paired(store, ada, bob),
        store.append({ to: { direct: cleo }, sender: ada, content: 'hi', at: 1 }),
        say(store, chat, ada),
        store.probe(),
      ]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
      }
    });
    expect(await store.findToken('token of dora', 1)).toBeUndefined();
    expect((await holder(store, 'token of ada'))?.name).toBe('ada');
    expect(await store.addGuest(guest(claim('bob')))).toBe('taken');
    expect(await groupsOf(store, ada)).toEqual([{ id: chat, name: 'tea' }]);
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
      groups: await Promise.all([ada, bob].map((one) => groupsOf(store, one))),
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
    expect((await holder(store, 'token of cleo'))?.id).toBe(cleo);
    expect((await say(store, tea, ada)).seq).toBe(2);
    await enter(store, 'cake');
  });

  test('a refused write about logs, groups and people has no effect either', async () => {
    const { store, refusing } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, ada);
    const { report: id } = await report(store, bob, { person: ada });
    const everything = async () => ({
      log: await entries(store, ada, chat),
      chats: await Promise.all([ada, bob].map((one) => store.chatsOf(one, undefined, 9, 1))),
      belongings: await Promise.all([ada, bob, cleo].map((one) => store.belongings(one))),
      members: await store.members(chat, undefined, 9),
      reports: await store.reports(undefined, 9),
      keys: await Promise.all(['k1', 'k2'].map((key) => store.findKeyed(ada, key))),
      archive: await archiveOf(store, ada),
      erasures: await store.erasuresAsked(),
    });
    const before = await everything();
    const step = { chat, by: ada, at: 2, seen: { rank: 'owner' }, most: 9 } as const;
    const about = { ...step, seen: { rank: 'owner', target: 'member' }, person: bob } as const;
    const keyed = { key: 'k1', digest: 'd', answer: {} };
    await refusing(async () => {
      const refused = await Promise.allSettled([
        store.amend({ ...step, target: 1, change: { kind: 'edit', content: 'now' }, keyed }),
        store.amend({ ...step, target: 1, change: { kind: 'delete' } }),
        store.amend({ ...step, target: 1, change: reaction('yes') }),
        store.changeMembers({ ...step, join: [cleo] }),
        store.changeMembers({ ...step, leave: [ada] }),
        store.setRank({ ...about, rank: 'owner' }),
        store.muteMember({ ...about, until: 500 }),
        store.changeGroup({ ...step, topic: 'cake', policy: 'open' }),
        store.closeAbandoned(500),
        store.markRead({ person: bob, chat, seq: 1, back: false }),
        store.setPreference({ person: bob, chat, notify: 'none' }),
        store.block({ person: ada, other: cleo, on: true, at: 2 }),
        store.report({ reporter: ada, about: { person: bob }, reason: 'rude', at: 2 }),
        store.setAvailable(ada, true),
        store.closeReport(id),
        store.askErasure(bob, 2),
        store.erase(bob, 2),
      ]);
      for (const outcome of refused) {
        expect(outcome).toMatchObject({ reason: expect.any(StorageUnavailable) });
      }
    });
    expect(await everything()).toEqual(before);
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('reads go on while writes are refused', async () => {
    const { store, refusing } = given();
    const ada = await enter(store, 'ada');
    const tea = await group(store, 'tea', ada);
    await opened(store, tea, ada);
    await say(store, tea, ada);
    const bob = await open(store, 'bob');
    const { id: cleo } = await arrive(store, 'cleo');
    await refusing(async () => {
      expect((await holder(store, 'token of ada'))?.id).toBe(ada);
      expect(await groupsOf(store, ada)).toEqual([{ id: tea, name: 'tea' }]);
      expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
      expect(await store.findDirect(ada, ada)).toBeUndefined();
      expect(await store.keptGuests()).toEqual([]);
      expect((await store.findLocalAccount('bob'))?.id).toBe(bob);
      expect(await store.accounts(undefined, 9)).toHaveLength(2);
      expect((await store.directoryAccounts(undefined, 9))[0]?.id).toBe(cleo);
      expect(await store.devicesOf(bob, 1)).toHaveLength(1);
      expect((await store.endedAfter(undefined)).ended).toEqual([]);
      expect((await store.findAccount('bob'))?.id).toBe(bob);
      expect(await store.seat(ada, tea)).toMatchObject({ rank: 'owner' });
      expect(await store.rankOf(tea, ada)).toBe('owner');
      expect(await store.members(tea, undefined, 9)).toHaveLength(1);
      expect(await store.findOpenGroup({ chat: tea })).toMatchObject({ name: 'tea' });
      const ask = { reader: ada, part: '', after: undefined, limit: 9 };
      expect(await store.openGroups(ask)).toHaveLength(1);
      expect(await store.chatsOf(ada, undefined, 9, 1)).toHaveLength(1);
      expect(await store.findMessage(ada, tea, 2)).toBeDefined();
      expect(await page(store, ada, tea, { around: 2 })).toMatchObject({ entries: [{ seq: 2 }] });
      const after = [{ chat: tea, seq: 1 }];
      const caught = await store.catchUp({ reader: ada, after, limit: 9, bytes: 9_000 });
      expect(caught).toMatchObject([{ page: { entries: [{ seq: 2 }] } }]);
      expect((await store.search({ reader: ada, words: [], limit: 9 })).more).toBe(false);
      expect(await store.blockedBy(ada)).toEqual([]);
      expect((await store.belongings(ada)).blocked).toEqual([]);
      expect(await store.reports(undefined, 9)).toEqual([]);
      expect(await archiveOf(store, ada)).toHaveLength(4);
    });
  });
}
