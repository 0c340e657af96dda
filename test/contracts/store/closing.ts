import { expect, test } from 'bun:test';
import { open } from './accounts.ts';
import type { Given } from './given.ts';
import { claim, EXPIRY, enter, guest, resumption, three, token } from './guests.ts';
import { entries } from './history.ts';
import { group, paired, say } from './logs.ts';
import { attempt, named, opened, ranked, stepped } from './steps.ts';

/** Who follows an owner that leaves, and how groups end. */
export function closingContract(given: Given): void {
  test('where the owner leaves, the oldest moderator follows, in the same entry', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const dora = await enter(store, 'dora');
    const chat = await group(store, 'tea', cleo);
    for (const one of [bob, dora, ada]) await stepped(store, chat, cleo, { join: [one] });
    for (const one of [ada, dora]) await ranked(store, chat, cleo, one, 'moderator');
    const step = await stepped(store, chat, cleo, { leave: [cleo] });
    const roles = [{ ...named(dora, 'dora'), role: 'owner' }];
    expect(step.change).toEqual({ joined: [], left: [named(cleo, 'cleo')], roles } as never);
    expect((await entries(store, bob, chat)).at(-1)).toMatchObject({ kind: 'members', roles });
    expect(await store.rankOf(chat, dora)).toBe('owner');
    expect(await store.rankOf(chat, ada)).toBe('moderator');
  });

  test('without a moderator the oldest member follows, of those who came together the lower id', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', bob);
    await stepped(store, chat, bob, { join: [cleo] });
    await stepped(store, chat, bob, { join: [ada] });
    await stepped(store, chat, bob, { leave: [bob] });
    expect(await store.rankOf(chat, cleo)).toBe('owner');
    await stepped(store, chat, ada, { leave: [ada] });
    const dora = await enter(store, 'dora');
    await stepped(store, chat, cleo, { join: [dora, ada] });
    await stepped(store, chat, cleo, { leave: [cleo] });
    expect(await store.rankOf(chat, ada)).toBe('owner');
  });

  test("a group that nobody is left in is closed: its name is free, and it is nobody's", async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await opened(store, chat, ada);
    await stepped(store, chat, ada, { leave: [ada] });
    const step = await stepped(store, chat, bob, { leave: [bob] });
    expect(step).toMatchObject({ name: 'tea', seq: 3, memberCount: 0, isClosed: true });
    expect(step.members).toEqual([]);
    expect(await store.findOpenGroup({ chat })).toBeUndefined();
    expect(await attempt(store, chat, bob, { join: [bob] })).toBe('changed');
    const page = { reader: bob, chat, span: { after: 0 }, limit: 9, bytes: 9_000 };
    expect(await store.history(page)).toBeUndefined();
    expect(await group(store, 'Tea', bob)).not.toBe(chat);
  });

  test('a group of guests is closed when none of them was seen for long enough', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada, bob);
    const cake = await group(store, 'cake', ada);
    await say(store, tea, ada);
    await store.extendTokens([{ hash: 'token of bob', seenAt: 70, expiresAt: EXPIRY }]);
    expect(await store.closeAbandoned(60)).toEqual([cake]);
    expect((await store.belongings(ada)).groups).toEqual([{ id: tea, name: 'tea' }]);
    expect(await store.closeAbandoned(80)).toEqual([tea]);
    expect(await store.closeAbandoned(90)).toEqual([]);
    for (const person of [ada, bob]) {
      expect((await store.belongings(person)).groups).toEqual([]);
      expect(await store.seat(person, tea)).toBeUndefined();
      expect(await store.chatsOf(person, undefined, 9, 1)).toEqual([]);
      expect(await store.findMessage(person, tea, 1)).toBeUndefined();
      const letter = { to: { chat: tea }, sender: person, content: 'hello', at: 90 };
      expect(await store.append(letter)).toBe('gone');
    }
    await group(store, 'Tea', ada);
  });

  test('guests are seen when they come back, and though their token has ended since', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada);
    const cake = await group(store, 'cake', bob);
    await store.resume({ ...resumption(ada, 'ada', claim('ada')), at: 70 });
    await store.extendTokens([{ hash: 'token of bob', seenAt: 70, expiresAt: EXPIRY }]);
    await store.endTokens({ person: bob, reason: 'logged_out', at: 71 });
    expect(await store.closeAbandoned(60)).toEqual([]);
    expect((await store.closeAbandoned(80)).sort()).toEqual([tea, cake].sort());
    const late = { ...guest(claim('dora')), token: { ...token('token of dora'), at: 90 } };
    const dora = await store.addGuest(late);
    await group(store, 'supper', dora);
    expect(await store.closeAbandoned(85)).toEqual([]);
  });

  test('a group with an account in it, and one that the directory fills, are never abandoned', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const bob = await enter(store, 'bob');
    await group(store, 'tea', bob, ada);
    await store.openDirectoryChat('staff', [claim('staff')], 1);
    await store.openDirectoryChat('crew', [claim('crew')], 1);
    await store.placeInDirectoryChats(bob, ['staff'], 1);
    await paired(store, ada, bob);
    expect(await store.closeAbandoned(EXPIRY)).toEqual([]);
    expect((await store.belongings(bob)).groups).toHaveLength(2);
    expect((await store.belongings(bob)).directs).toHaveLength(1);
  });
}
