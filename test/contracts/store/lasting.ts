import { expect, test } from 'bun:test';
import { account, addDevice, open } from './accounts.ts';
import { arrive } from './directory.ts';
import type { Lasting } from './given.ts';
import { claim, enter, guest, resumption, three, token } from './guests.ts';
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
    expect((await next.findToken('phone', 899))?.account?.source).toBe('local');
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
    expect(await next.placeInDirectoryChats(ada, ['staff'], 2)).toEqual({ joined: [], left: [] });
    expect(await next.groupsOf(ada)).toEqual([staff]);
    const more = { names: [claim('another name')] };
    const back = await arrive(next, 'ada', { ...more, token: token('phone') });
    expect(back).toMatchObject({ id: ada, name: 'ada' });
    const opened = await arrive(next, 'bob', { ...more, token: token('tablet') });
    expect(opened).toMatchObject({ id: bob, name: 'bob' });
    const { left } = await next.placeInDirectoryChats(ada, [], 3);
    expect(left).toEqual([{ chat: staff, seq: 2, at: 3 }]);
  });

  test('a group that gave its name away keeps the new one', async () => {
    const { store } = given();
    const bob = await enter(store, 'bob', { keepsName: true });
    const chat = await group(store, 'tea', bob);
    await arrive(store, 'tea');

    const { store: next } = await again();
    expect(await next.groupsOf(bob)).toEqual([{ id: chat, name: 'tea (group)' }]);
    expect((await say(next, chat, bob)).seq).toBe(2);
  });
}
