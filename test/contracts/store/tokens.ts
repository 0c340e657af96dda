import { expect, test } from 'bun:test';
import { byHash, endedOf, open } from './accounts.ts';
import type { Given } from './given.ts';
import { claim, EXPIRY, enter, guest, holder, resumption, token } from './guests.ts';

export function tokensContract(given: Given): void {
  test('each device of an account comes in by a token of its own', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const phone = { ...token('phone'), device: "Ada's phone", at: 5 };
    expect(await store.addToken(ada, phone, 'password of ada')).toBe('added');
    expect((await holder(store, 'phone', 5))?.id).toBe(ada);
    expect((await holder(store, 'token of ada', 5))?.id).toBe(ada);
    const devices = await store.devicesOf(ada, 5);
    expect(devices.sort(byHash)).toEqual([
      { tokenHash: 'phone', label: "Ada's phone", createdAt: 5, seenAt: 5 },
      { tokenHash: 'token of ada', label: '', createdAt: 1, seenAt: 1 },
    ]);
  });

  test('devices are those of one person, and whose token lasts', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { expiresAt: 500 });
    const bob = await enter(store, 'bob');
    expect(await store.devicesOf(ada, 499)).toHaveLength(1);
    expect(await store.devicesOf(ada, 500)).toEqual([]);
    expect((await store.devicesOf(bob, 500)).map(({ tokenHash }) => tokenHash)).toEqual([
      'token of bob',
    ]);
  });

  test('an account that is shut gets no device', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const shut = store.disable(ada, 'operator', 2);
    const late = store.addToken(ada, token('phone'), 'password of ada');
    await shut;
    expect(await late).toBe('disabled');
    await store.enable(ada);
    expect(await store.findToken('phone', 1)).toBeUndefined();
  });

  test('a password that is another one by now lets no device in', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const early = store.addToken(ada, token('early'), 'password of ada');
    const change = store.setPassword({ person: ada, passwordHash: 'new', at: 2 });
    const late = store.addToken(ada, token('late'), 'password of ada');
    const right = store.addToken(ada, token('right'), 'new');
    expect(await early).toBe('added');
    expect(
      endedOf(await change)
        .map(({ tokenHash }) => tokenHash)
        .sort(),
    ).toEqual(['early', 'token of ada']);
    expect(await late).toBe('changed');
    expect(await right).toBe('added');
    expect((await store.devicesOf(ada, 2)).map(({ tokenHash }) => tokenHash)).toEqual(['right']);
  });

  test('somebody without a password gets no device by one', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    expect(await store.addToken(ada, token('phone'), 'password of ada')).toBe('changed');
    expect(await store.findToken('phone', 1)).toBeUndefined();
  });

  test('a device of an account comes back without a name, and the account has its own', async () => {
    const { store } = given();
    const ada = await open(store, 'Ada');
    const back = {
      person: ada,
      keepsName: false,
      tokenHash: 'token of Ada',
      at: 9,
      expiresAt: 500,
    };
    expect(await store.resume({ ...back, expiresAt: 2 * EXPIRY })).toBe('resumed');
    expect((await holder(store, 'token of Ada', 2 * EXPIRY - 1))?.name).toBe('Ada');
    expect((await store.devicesOf(ada, 9))[0]?.seenAt).toBe(9);
    expect((await store.findLocalAccount('ada'))?.id).toBe(ada);
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
    expect(await store.keptGuests()).toEqual([]);
  });

  test('a device that comes back keeps its label, unless it names another one', async () => {
    const { store } = given();
    const ada = await open(store, 'ada', { token: { ...token('token of ada'), device: 'phone' } });
    const back = {
      person: ada,
      keepsName: false,
      tokenHash: 'token of ada',
      at: 1,
      expiresAt: 500,
    };
    const label = async () => {
      const [device] = await store.devicesOf(ada, 1);
      expect((await store.findToken('token of ada', 1))?.device).toBe(device?.label as string);
      return device?.label;
    };
    await store.resume(back);
    expect(await label()).toBe('phone');
    await store.resume({ ...back, device: 'tablet' });
    expect(await label()).toBe('tablet');
    await store.resume({ ...back, device: '' });
    expect(await label()).toBe('');
  });

  test('nobody comes back by a token that has ended, and no name is given for it', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { expiresAt: 500 });
    const late = { ...resumption(ada, 'ada', claim('countess')), at: 500 };
    expect(await store.resume(late)).toBe('expired');
    expect(await holder(store, 'token of ada', 499)).toEqual({ id: ada, name: 'ada' });
    await store.endTokens({ person: ada, reason: 'logged_out', at: 2 });
    expect(await store.resume(resumption(ada, 'ada', claim('countess'), true))).toBe('expired');
    expect(await store.findToken('token of ada', 1)).toBeUndefined();
    expect(await store.keptGuests()).toEqual([]);
    expect(await store.addGuest(guest(claim('ada')))).toBe('taken');
    await enter(store, 'countess');
  });

  test('of a device that comes back and its end at once, the end is the last word', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const back = {
      person: ada,
      keepsName: false,
      tokenHash: 'token of ada',
      at: 1,
      expiresAt: 500,
    };
    const [early, , late] = await Promise.all([
      store.resume(back),
      store.disable(ada, 'operator', 1),
      store.resume(back),
    ]);
    expect([early, late]).toEqual(['resumed', 'expired']);
    expect(await store.findToken('token of ada', 1)).toBeUndefined();
  });

  test('nobody comes back by the token of somebody else', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada');
    const bob = await enter(store, 'bob', { expiresAt: 500 });
    expect(await store.resume(resumption(ada, 'bob', claim('ada')))).toBe('expired');
    expect(await holder(store, 'token of bob')).toEqual({ id: bob, name: 'bob' });
    expect(await store.findToken('token of bob', 500)).toBeUndefined();
  });

  test('a token that is in use lasts longer, and never less long than it did', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { expiresAt: 500 });
    await store.extendTokens([{ hash: 'token of ada', seenAt: 70, expiresAt: 900 }]);
    expect(await store.findToken('token of ada', 899)).toBeDefined();
    expect(await store.findToken('token of ada', 900)).toBeUndefined();
    await store.extendTokens([{ hash: 'token of ada', seenAt: 80, expiresAt: 600 }]);
    expect(await store.findToken('token of ada', 899)).toBeDefined();
    expect((await store.devicesOf(ada, 80))[0]).toMatchObject({ createdAt: 1, seenAt: 80 });
  });

  test('a token whose time is over, or that was ended, stays so though it is said to be in use', async () => {
    const { store } = given();
    await enter(store, 'ada', { expiresAt: 500 });
    const bob = await enter(store, 'bob');
    await store.endTokens({ person: bob, reason: 'logged_out', at: 2 });
    const used = ['token of ada', 'token of bob', 'a token that nobody has'];
    await store.extendTokens(used.map((hash) => ({ hash, seenAt: 500, expiresAt: 900 })));
    await store.extendTokens([]);
    for (const hash of used) expect(await store.findToken(hash, 500)).toBeUndefined();
    expect((await holder(store, 'token of ada', 499))?.name).toBe('ada');
  });
}
