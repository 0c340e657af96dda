import { expect, test } from 'bun:test';
import { open } from './accounts.ts';
import type { Given } from './given.ts';
import { claim, resumption, three } from './guests.ts';
import { paired } from './logs.ts';
import { named } from './steps.ts';

/** People who want nothing from each other, and who may be picked for strangers. Letters are in `denials.ts`. */
export function blocksContract(given: Given): void {
  test('a block stands between two, whoever made it, until each has taken theirs back', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const block = (person: string, other: string, on: boolean) =>
      store.block({ person, other, on, at: 1 });
    expect(await block(ada, bob, false)).toEqual({ isApart: false });
    expect(await block(ada, bob, true)).toEqual({ isApart: true });
    expect(await block(ada, bob, true)).toEqual({ isApart: true });
    expect(await block(bob, ada, false)).toEqual({ isApart: true });
    expect(await block(bob, ada, true)).toEqual({ isApart: true });
    expect(await block(ada, bob, false)).toEqual({ isApart: true });
    expect((await store.belongings(ada)).blocked).toEqual([bob]);
    expect(await block(bob, ada, false)).toEqual({ isApart: false });
    expect((await store.belongings(ada)).blocked).toEqual([]);
  });

  test('one sees whom one has blocked, and not by whom one is', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    await store.block({ person: ada, other: bob, on: true, at: 1 });
    await store.block({ person: cleo, other: ada, on: true, at: 1 });
    await store.resume(resumption(bob, 'bob', claim('Robert')));
    expect(await store.blockedBy(ada)).toEqual([named(bob, 'Robert')]);
    expect(await store.blockedBy(bob)).toEqual([]);
    expect(await store.blockedBy(cleo)).toEqual([named(ada, 'ada')]);
  });

  test('who is kept from somebody is known for both ways, once each', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    await store.block({ person: ada, other: bob, on: true, at: 1 });
    await store.block({ person: bob, other: ada, on: true, at: 1 });
    await store.block({ person: cleo, other: ada, on: true, at: 1 });
    for (const around of [
      (await store.belongings(ada)).blocked,
      (await store.findToken('token of ada', 1))?.belongings.blocked ?? [],
    ]) {
      expect([...around].sort()).toEqual([bob, cleo].sort());
    }
    expect((await store.belongings(cleo)).blocked).toEqual([ada]);
  });

  test('where that is asked for, only those are known who have been in a chat together', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const block = (person: string, other: string) =>
      store.block({ person, other, on: true, ifMet: true, at: 1 });
    expect(await block(ada, bob)).toBe('unknown');
    expect(await store.blockedBy(ada)).toEqual([]);
    await paired(store, ada, bob);
    await paired(store, bob, cleo);
    expect(await block(ada, bob)).toEqual({ isApart: true });
    expect(await block(bob, ada)).toEqual({ isApart: true });
    expect(await block(ada, cleo)).toBe('unknown');
  });

  test('nobody is blocked who is nobody', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const { chat } = await paired(store, ada, bob);
    for (const other of ['p777', 'no id at all', '', chat]) {
      for (const on of [true, false]) {
        expect(await store.block({ person: ada, other, on, at: 1 })).toBe('unknown');
      }
    }
    expect(await store.blockedBy(ada)).toEqual([]);
    expect(await store.blockedBy('p777')).toEqual([]);
  });

  test('whether somebody may be picked for strangers is remembered once it was said', async () => {
    const { store } = given();
    const [guest] = await three(store);
    const account = await open(store, 'dora');
    for (const person of [guest, account]) {
      expect((await store.belongings(person)).available).toBeUndefined();
      await store.setAvailable(person, false);
      expect((await store.belongings(person)).available).toBe(false);
      await store.setAvailable(person, true);
      expect((await store.belongings(person)).available).toBe(true);
    }
  });
}
