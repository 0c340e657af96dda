import { expect, test } from 'bun:test';
import { memoryStore } from '../../server/src/adapters/memory/store.ts';
import type { Store } from '../../server/src/ports/store.ts';
import { houseWith } from './house.ts';
import { badRequest, refusal } from './scene.ts';

// No handler of the product throws, as far as anybody knows. Here the storage does, so that they all do.

const BUG = new Error('a bug that nobody knows of');
const FAULTY: Record<string, () => never | Promise<never>> = {
  throws: () => {
    throw BUG;
  },
  rejects: () => Promise.reject(BUG),
  'rejects later': async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    throw BUG;
  },
};

const CALLS: Record<string, { readonly type: string; readonly [field: string]: unknown }> = {
  append: { type: 'MessageRequest', recipient: 'bob', content: 'x' },
  addGroup: { type: 'GroupMessageInitRequest', chatname: 'the club', recipients: ['bob'] },
  openDirect: { type: 'SingleMessageInitRequest', recipient: 'bob' },
  findKeyed: { type: 'MessageRequest', recipient: 'nobody', content: 'x', key: 'k' },
};

for (const [how, fail] of Object.entries(FAULTY)) {
  for (const [call, request] of Object.entries(CALLS)) {
    test(`where ${call} ${how}, a request costs its sender that request`, async () => {
      const { house, faults } = houseWith({ [call]: fail });
      const [alice, bob] = [house.open(), house.open()];
      for (const [raw, username] of [
        [alice, 'alice'],
        [bob, 'bob'],
      ] as const) {
        expect(await raw.asks({ type: 'RegisterRequest', username })).toMatchObject({
          status: 200,
        });
      }
      const failed = refusal('internal_error', 400, { request: request.type, msg_id: 1 });
      const answer = await alice.asks({ ...request, msg_id: 1 });
      expect(answer).toMatchObject(failed);
      // Nothing of the fault itself is told; it is logged, once.
      expect(JSON.stringify(answer)).not.toContain(BUG.message);
      expect(faults).toEqual([[BUG, request.type]]);
      expect(await alice.asks({ type: 'ClientListRequest' })).toMatchObject({ clients: ['bob'] });
      expect(await bob.asks({ type: 'ClientListRequest' })).toMatchObject({ clients: ['alice'] });
      expect([alice.closed, bob.closed]).toEqual([undefined, undefined]);
      // An answer is under way until the end of its turn.
      await new Promise((resolve) => setImmediate(resolve));
      expect(house.gateway.isIdle).toBe(true);
    });
  }

  test(`a registration whose handler ${how} leaves the connection as it was`, async () => {
    let isFaulty = true;
    const { store } = memoryStore();
    const addGuest: Store['addGuest'] = (guest) => (isFaulty ? fail() : store.addGuest(guest));
    const { house, faults } = houseWith({ addGuest });
    const alice = house.open();
    const register = { type: 'RegisterRequest', username: 'alice' };
    const failed = refusal('internal_error', 400, { request: 'RegisterRequest' });
    expect(await alice.asks(register)).toMatchObject(failed);
    expect(await alice.asks({ type: 'ResumeRequest', token: 5 })).toMatchObject(badRequest());
    expect(faults).toEqual([[BUG, 'RegisterRequest']]);
    isFaulty = false;
    expect(await alice.asks(register)).toMatchObject({ status: 200, username: 'alice' });
  });

  test(`a resumption whose handler ${how} leaves nobody behind`, async () => {
    const { house, faults } = houseWith({ findToken: fail });
    const [alice, bob] = [house.open(), house.open()];
    await bob.asks({ type: 'RegisterRequest', username: 'bob' });
    const failed = refusal('internal_error', 400, { request: 'ResumeRequest' });
    expect(await alice.asks({ type: 'ResumeRequest', token: 'x' })).toMatchObject(failed);
    expect(faults).toHaveLength(1);
    expect(await bob.asks({ type: 'ClientListRequest' })).toMatchObject({ clients: [] });
  });

  test(`of a thousand requests at once, those whose handler ${how} have their answers in order`, async () => {
    const { store } = memoryStore();
    let count = 0;
    const append: Store['append'] = (message) =>
      count++ % 3 === 0 ? fail() : store.append(message);
    const { house, faults } = houseWith({ ...store, append });
    const [alice, bob] = [house.open(), house.open()];
    await alice.asks({ type: 'RegisterRequest', username: 'alice' });
    await bob.asks({ type: 'RegisterRequest', username: 'bob' });
    const send = { type: 'MessageRequest', recipient: 'bob', content: 'x' };
    const asked = Array.from({ length: 1_000 }, (_, msg_id) => alice.asks({ ...send, msg_id }));
    const answers = await Promise.all(asked);
    expect(answers.map(({ msg_id }) => msg_id)).toEqual(answers.map((_, at) => at));
    expect(answers.map(({ status }) => status)).toEqual(
      answers.map((_, at) => (at % 3 === 0 ? 400 : 200)),
    );
    expect(faults).toHaveLength(334);
  });
}
