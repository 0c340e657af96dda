import { expect, test } from 'bun:test';
import type { Store } from '../../../server/src/ports/store.ts';
import { account, addDevice, open } from './accounts.ts';
import { edit, react, remove } from './amendments.ts';
import { arrive } from './directory.ts';
import type { Lasting } from './given.ts';
import { claim, enter, groupsOf, guest, holder, resumption, three, token } from './guests.ts';
import { entries } from './history.ts';
import { group, paired, say, stored, tell } from './logs.ts';
import { report } from './reports.ts';
import { indexed } from './search.ts';
import { muted, stepped } from './steps.ts';

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
    const { chat } = await paired(store, ada, bob);
    for (const to of [tea, tea, chat]) await say(store, to, ada);

    const { store: next } = await again();
    expect((await say(next, tea, bob)).seq).toBe(3);
    const direct = await next.append({ to: { direct: ada }, sender: bob, content: 'hi', at: 1 });
    expect(direct).toEqual({ chat, seq: 2, at: 1 });
  });

  test('a key is remembered', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const keyed = { key: 'k1', digest: 'd', answer: { status: 200, chatname: 'bob' } };
    const message = { to: { direct: bob }, sender: ada, content: 'hi', at: 7, keyed };
    const { chat } = stored(await store.append(message));

    const { store: next } = await again();
    const earlier = { digest: 'd', answer: { ...keyed.answer, chat, seq: 1, at: 7 } };
    expect(await next.findKeyed(ada, 'k1')).toEqual(earlier);
    expect(await next.append({ ...message, at: 8 })).toEqual(earlier);
  });

  test('people are known by their tokens, and are in their groups', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const tea = await group(store, 'tea', ada);

    const { store: next } = await again();
    expect((await holder(next, 'token of ada'))?.id).toBe(ada);
    expect(await groupsOf(next, ada)).toEqual([{ id: tea, name: 'tea' }]);
    expect(await next.addGuest(guest(claim('Tea')))).toBe('taken');
    expect(await enter(next, 'bob')).not.toBe(ada);
  });

  test('a name that was not kept is free, in its looks as well', async () => {
    const { store } = given();
    const ada = await enter(store, claim('ada', 'ada', 'аdа'));

    const { store: next } = await again();
    expect(await holder(next, 'token of ada')).toEqual({ id: ada, name: 'ada' });
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

  test('accounts are there as they were, and shut ones are shut', async () => {
    const { store } = given();
    const ada = await open(store, claim('ada', 'ada', 'аdа'), { role: 'admin' });
    const bob = await open(store, 'bob');
    await store.setPassword({ person: ada, passwordHash: 'new', except: 'token of ada', at: 2 });
    await store.disable(bob, 'operator', 2);
    const rows = await store.accounts(undefined, 9);

    const { store: next } = await again();
    expect(await next.accounts(undefined, 9)).toEqual(rows);
    expect(await next.findLocalAccount('ada')).toMatchObject({ id: ada, passwordHash: 'new' });
    expect(await next.findLocalAccount('bob')).toMatchObject({ id: bob, isDisabled: true });
    expect(await next.addGuest(guest(claim('ADA')))).toBe('taken');
    expect(await next.addGuest(guest(claim('аdа')))).toBe('taken');
    expect(await next.addAccount(account('bob'))).toBe('taken');
    expect(await next.keptGuests()).toEqual([]);
  });

  test('devices are there with their labels, and those that were logged out stay so', async () => {
    const { store } = given();
    const ada = await open(store, 'ada', { token: { ...token('phone'), device: 'phone' } });
    await addDevice(store, ada, 'tablet');
    await store.extendTokens([{ hash: 'phone', seenAt: 70, expiresAt: 900 }]);
    const { position } = await store.endedAfter(undefined);
    const end = { person: ada, hashes: ['tablet'], reason: 'logged_out', at: 2 } as const;
    const ended = await store.endTokens(end);
    const devices = await store.devicesOf(ada, 1);

    const { store: next } = await again();
    expect(await next.devicesOf(ada, 1)).toEqual(devices);
    expect((await holder(next, 'phone', 899))?.account?.source).toBe('local');
    expect(await next.findToken('tablet', 1)).toBeUndefined();
    expect((await next.endedAfter(position)).ended).toEqual(ended);
  });

  test('an invitation is as good as it was, and used ones are used', async () => {
    const { store } = given();
    for (const hash of ['first', 'second']) await store.addInvitation(hash, 500);
    await store.addAccount(account('ada', { invitationHash: 'first' }));

    const { store: next } = await again();
    const [bob, cleo] = [account('bob', { invitationHash: 'first' }), account('cleo')];
    expect(await next.addAccount(bob)).toBe('uninvited');
    expect(await next.addAccount({ ...cleo, invitationHash: 'second', at: 500 })).toBe('uninvited');
    expect(await next.addAccount({ ...cleo, invitationHash: 'second' })).not.toBe('uninvited');
  });

  test('people and groups of the directory are the same as before', async () => {
    const { store } = given();
    const staff = await store.openDirectoryChat('staff', [claim('Staff')], 1);
    const { id: ada } = await arrive(store, 'ada');
    const { id: bob } = await arrive(store, 'bob');
    await store.placeInDirectoryChats(ada, ['staff'], 1);
    await store.disable(bob, 'directory', 2);

    const { store: next } = await again();
    expect((await next.directoryAccounts(undefined, 9)).map(({ id }) => id)).toEqual([ada]);
    expect(await next.openDirectoryChat('staff', [claim('Crew')], 2)).toEqual(staff);
    expect(await next.placeInDirectoryChats(ada, ['staff'], 2)).toEqual([]);
    expect(await groupsOf(next, ada)).toEqual([staff]);
    const more = { names: [claim('another name')] };
    const back = await arrive(next, 'ada', { ...more, token: token('phone') });
    expect(back).toMatchObject({ id: ada, name: 'ada' });
    const opened = await arrive(next, 'bob', { ...more, token: token('tablet') });
    expect(opened).toMatchObject({ id: bob, name: 'bob' });
    const left = await next.placeInDirectoryChats(ada, [], 3);
    expect(left).toMatchObject([{ chat: staff.id, seq: 2, at: 3 }]);
  });

  test('a group that gave its name away keeps the new one', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob', { keepsName: true });
    const chat = await group(store, 'tea', bob);
    await arrive(store, 'tea');

    const { store: next } = await again();
    expect(await groupsOf(next, bob)).toEqual([{ id: chat, name: 'tea (group)' }]);
    expect((await say(next, chat, bob)).seq).toBe(2);
  });

  test('whatever became of the logs is there, and what everybody has of them', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const tea = await group(store, 'tea', ada, bob);
    const calls = { names: ['bob'], everybody: false };
    for (const content of ['one', 'two', 'three']) {
      await tell(store, { chat: tea }, ada, { content, mentions: calls });
    }
    await edit(store, tea, ada, 1, 'now', 2, calls);
    await remove(store, tea, ada, 2);
    await react(store, tea, bob, 3, 'yes');
    await stepped(store, tea, ada, { join: [cleo] });
    await muted(store, tea, ada, cleo, 500);
    await stepped(store, tea, cleo, { leave: [cleo] });
    await stepped(store, tea, ada, { join: [cleo] });
    const { chat } = await tell(store, { direct: ada }, bob, { content: 'between us' });
    await store.markRead({ person: ada, chat, seq: 1, back: false });
    await store.setPreference({ person: bob, chat: tea, notify: 'mentions', showsReads: true });
    await store.block({ person: bob, other: ada, on: true, at: 5 });
    await store.setAvailable(cleo, false);
    await report(store, ada, { chat, seq: 1 });
    await store.askErasure(cleo, 6);
    const everything = async (from: Store) => ({
      views: await Promise.all([ada, bob, cleo].map((one) => from.chatsOf(one, undefined, 9, 1))),
      logs: await Promise.all([ada, bob, cleo].map((reader) => entries(from, reader, tea))),
      direct: await entries(from, bob, chat),
      members: await from.members(tea, undefined, 9),
      belongings: await Promise.all([ada, bob, cleo].map((one) => from.belongings(one))),
      reports: await from.reports(undefined, 9),
      erasures: await from.erasuresAsked(),
    });
    const before = await everything(store);
    const { store: next } = await again();
    expect(await everything(next)).toEqual(before);
  });

  test('what was not in the index yet is found afterwards', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    await Promise.all(
      Array.from({ length: 200 }, (_, n) => tell(store, { chat }, ada, { content: `needle ${n}` })),
    );
    await edit(store, chat, ada, 1, 'nothing');

    const { store: next } = await again();
    await indexed(next);
    const { hits } = await next.search({ reader: ada, words: ['needle'], limit: 300 });
    expect(hits.map(({ seq }) => seq)).toEqual(Array.from({ length: 199 }, (_, at) => 200 - at));
  });
}
