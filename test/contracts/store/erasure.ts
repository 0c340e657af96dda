import { expect, test } from 'bun:test';
import type { Stepped } from '../../../server/src/ports/groups.ts';
import type { Ended } from '../../../server/src/ports/identities.ts';
import type { PersonId, Store } from '../../../server/src/ports/store.ts';
import { addDevice, open } from './accounts.ts';
import { edit, react } from './amendments.ts';
import { archiveOf } from './archive.ts';
import { arrive } from './directory.ts';
import type { Given } from './given.ts';
import { claim, enter, resumption, three, token } from './guests.ts';
import { entries } from './history.ts';
import { group, say, tell } from './logs.ts';
import { view } from './marks.ts';
import { report } from './reports.ts';
import { attempt, named } from './steps.ts';

/** What is left of somebody who has had everything erased. */
export function erasureContract(given: Given): void {
  test('the log has no gap, and nothing of what the person has said or done', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', bob, ada);
    await tell(store, { chat }, ada, { content: 'secret' });
    await edit(store, chat, ada, 1, 'another secret');
    await tell(store, { chat }, bob, { content: 'reply', replyTo: 1 });
    await react(store, chat, ada, 3, 'hers');
    await react(store, chat, bob, 3, 'yours');
    await react(store, chat, bob, 1, 'yours');
    await erase(store, ada, 9);
    const all = await entries(store, bob, chat);
    const nobody = named(ada, '');
    const reactions = [{ reaction: 'yours', count: 1, mine: true, people: [named(bob, 'bob')] }];
    expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(all[0]).toEqual({ kind: 'message', seq: 1, at: 1, sender: nobody, reactions: [] });
    expect(all[1]).toEqual({ kind: 'edit', seq: 2, at: 2, sender: nobody, target: 1 });
    expect(all[2]).toMatchObject({ content: 'reply', replyTo: 1, reactions });
    expect(all[3]).toEqual({
      ...{ kind: 'reaction', seq: 4, at: 2, sender: nobody },
      ...{ target: 3, reaction: '', on: false },
    });
    expect(all[4]).toMatchObject({ reaction: 'yours', on: true });
    const left = { joined: [], left: [nobody] };
    expect(all[6]).toMatchObject({ kind: 'members', at: 9, sender: nobody, ...left });
    const shown = JSON.stringify(all);
    for (const trace of ['secret', 'hers', 'ada']) expect(shown).not.toContain(trace);
    expect(await view(store, bob, chat)).toMatchObject({ unread: 0, last: { seq: 3 } });
  });

  test('groups are left as anybody leaves them', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const tea = await group(store, 'tea', ada, bob);
    const cake = await group(store, 'cake', ada);
    await group(store, 'supper', bob);
    const { steps } = await erase(store, ada, 9);
    const byChat = new Map(steps.map((step) => [step.chat, step]));
    expect(steps).toHaveLength(2);
    expect(byChat.get(tea)).toMatchObject({
      ...{ name: 'tea', seq: 1, at: 9, memberCount: 1, members: [named(bob, 'bob')] },
      change: { joined: [], left: [{ id: ada }], roles: [{ id: bob, role: 'owner' }] },
    });
    expect(byChat.get(cake)).toMatchObject({ name: 'cake', memberCount: 0, isClosed: true });
    expect(await store.rankOf(tea, bob)).toBe('owner');
    expect(await attempt(store, tea, bob, { join: [ada] })).toBe('unchanged');
    await group(store, 'Cake', bob);
  });

  test('nobody comes in as the person any more, and the name is free', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    await addDevice(store, ada, 'phone');
    const { position } = await store.endedAfter(undefined);
    const { ended } = await erase(store, ada, 9);
    const hashes = (list: Ended[]) => list.map(({ tokenHash }) => tokenHash).sort();
    expect(hashes(ended)).toEqual(['phone', 'token of ada']);
    expect(hashes((await store.endedAfter(position)).ended)).toEqual(hashes(ended));
    expect(await store.findToken('phone', 1)).toBeUndefined();
    expect(await store.devicesOf(ada, 1)).toEqual([]);
    expect(await store.findLocalAccount('ada')).toBeUndefined();
    expect(await store.findAccount('ada')).toBeUndefined();
    expect(await store.accounts(undefined, 9)).toEqual([]);
    expect(await store.addToken(ada, token('tablet'), 'password of ada')).toBe('changed');
    const back = resumption(ada, 'ada', claim('countess'));
    expect(await store.resume(back)).toBe('expired');
    const second = await enter(store, 'ada', { tokenHash: 'second' });
    expect(second).not.toBe(ada);
    await enter(store, 'countess');
  });

  test('whoever comes in by the same entry of the directory is somebody else', async () => {
    const { store } = given();
    const { id: ada } = await arrive(store, 'ada');
    await store.openDirectoryChat('staff', [claim('staff')], 1);
    await store.placeInDirectoryChats(ada, ['staff'], 1);
    await erase(store, ada, 9);
    expect(await store.directoryAccounts(undefined, 9)).toEqual([]);
    const again = await arrive(store, 'ada', { token: token('phone') });
    expect(again.name).toBe('ada');
    expect(again.id).not.toBe(ada);
    expect((await store.belongings(again.id)).groups).toEqual([]);
  });

  test('a conversation of two stays with the other one, and has ended', async () => {
    const { store } = given();
    const ada = await open(store, 'ada');
    const bob = await enter(store, 'bob');
    const { chat } = await tell(store, { direct: bob }, ada, { content: 'secret' });
    await say(store, chat, bob);
    await erase(store, ada, 9);
    expect(await view(store, bob, chat)).toMatchObject({
      ...{ name: '', peer: { id: ada, name: '', hasEnded: true }, lastSeq: 2 },
      last: { seq: 2, content: 'hello' },
    });
    expect(await entries(store, bob, chat)).toMatchObject([{ seq: 1 }, { content: 'hello' }]);
    const letter = { to: { chat }, sender: bob, content: 'hello', at: 10 };
    expect(await store.append(letter)).toBe('ended');
    expect(await store.search({ reader: bob, words: ['secret'], limit: 9 })).toMatchObject({
      hits: [],
    });
  });

  test('blocks are gone both ways, and reports stay', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    await store.block({ person: ada, other: bob, on: true, at: 1 });
    await store.block({ person: cleo, other: ada, on: true, at: 1 });
    await report(store, ada, { person: bob });
    await report(store, bob, { person: ada });
    await erase(store, ada, 9);
    expect((await store.belongings(bob)).blocked).toEqual([]);
    expect(await store.blockedBy(cleo)).toEqual([]);
    expect(await store.reports(undefined, 9)).toMatchObject([
      { reporter: named(ada, ''), about: named(bob, 'bob') },
      { reporter: named(bob, 'bob'), about: named(ada, '') },
    ]);
    expect(await archiveOf(store, bob)).toHaveLength(3);
    for (const on of [true, false]) {
      expect(await store.block({ person: bob, other: ada, on, at: 10 })).toBe('unknown');
    }
    const again = { reporter: bob, about: { person: ada }, reason: 'rude', at: 10 };
    expect(await store.report(again)).toBeUndefined();
  });

  test('what was remembered of a guest for later is forgotten', async () => {
    const { store } = given();
    const ada = await enter(store, 'ada', { keepsName: true });
    const chat = await group(store, 'tea', ada);
    const keyed = { key: 'k1', digest: 'd', answer: { chatname: 'tea' } };
    await tell(store, { chat }, ada, { keyed });
    await store.setAvailable(ada, false);
    await erase(store, ada, 9);
    expect(await store.keptGuests()).toEqual([]);
    expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
    expect((await store.belongings(ada)).available).toBeUndefined();
    expect(await archiveOf(store, ada)).toEqual([]);
  });

  test('what others have is as it was', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', bob, cleo);
    const { chat: direct } = await tell(store, { direct: cleo }, bob, { content: 'between us' });
    await say(store, chat, bob);
    await react(store, chat, cleo, 1, 'yes');
    const everything = async () => ({
      tea: await entries(store, cleo, chat),
      direct: await entries(store, cleo, direct),
      chats: await store.chatsOf(cleo, undefined, 9, 1),
      archive: await archiveOf(store, bob),
    });
    const before = await everything();
    await erase(store, ada, 9);
    expect(await everything()).toEqual(before);
  });

  test('an erasure that was asked for waits until it is done', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    expect(await store.erasuresAsked()).toEqual([]);
    for (const person of [bob, ada, bob]) await store.askErasure(person, 2);
    await store.askErasure('p777', 2);
    expect((await store.erasuresAsked()).sort()).toEqual([ada, bob].sort());
    expect((await store.findToken('token of ada', 3))?.holder.id).toBe(ada);
    await erase(store, ada, 3);
    await erase(store, cleo, 3);
    expect(await store.erasuresAsked()).toEqual([bob]);
    await store.askErasure(ada, 4);
    expect(await store.erasuresAsked()).toEqual([bob]);
  });

  test('erasing is over when it is over, and may be asked for again, and of nobody', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', bob, ada);
    await Promise.all(Array.from({ length: 2_500 }, () => say(store, chat, ada)));
    await erase(store, ada, 9);
    const seen = await entries(store, bob, chat);
    expect(seen).toHaveLength(2_501);
    expect(JSON.stringify(seen)).not.toContain('hello');
    const nothing = { ended: [], steps: [], isDone: true };
    for (const nobody of [ada, 'p777', 'no id at all']) {
      expect(await store.erase(nobody, 10)).toEqual(nothing);
    }
    expect((await say(store, chat, bob)).seq).toBe(2_502);
  });
}

/** As often as it takes. */
async function erase(store: Store, person: PersonId, at: number) {
  const all = { ended: [] as Ended[], steps: [] as Stepped[] };
  for (;;) {
    const { ended, steps, isDone } = await store.erase(person, at);
    all.ended.push(...ended);
    all.steps.push(...steps);
    if (isDone) return all;
  }
}
