import { expect, test } from 'bun:test';
import type { Appended, NewMessage } from '../../../server/src/ports/logs.ts';
import type { ChatId, Keyed, PersonId, Store } from '../../../server/src/ports/store.ts';
import { reaction } from './amendments.ts';
import type { Given } from './given.ts';
import { claim, three } from './guests.ts';
import { entries } from './history.ts';
import { group, say, stored } from './logs.ts';

const ANSWER = { type: 'MessageSendResponse', status: 200, chatname: 'tea' };
const KEYED: Keyed = { key: 'k1', digest: 'what was asked', answer: ANSWER };

export function keysContract(given: Given): void {
  test('a request that is sent again with its key is stored once', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    const first = await store.append(keyed(ada, { chat }));
    expect(first).toEqual({ chat, seq: 1, at: 1, isFirst: true });
    const again = await store.append({ ...keyed(ada, { chat }), at: 2 });
    const answer = { ...ANSWER, chat, seq: 1, at: 1 };
    expect(again).toEqual({ digest: 'what was asked', answer });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('two requests with one key at once are stored once', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const message = keyed(ada, { direct: bob });
    const [first, second] = await Promise.all([store.append(message), store.append(message)]);
    const { chat, seq, at } = stored(first);
    expect(second).toEqual({ digest: 'what was asked', answer: { ...ANSWER, chat, seq, at } });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('another request with the same key is shown the first, and stores nothing', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada);
    await store.append(keyed(ada, { chat }));
    const other = { ...keyed(ada, { direct: bob }), keyed: { ...KEYED, digest: 'another' } };
    const earlier = { digest: 'what was asked', answer: { ...ANSWER, chat, seq: 1, at: 1 } };
    expect(await store.append(other)).toEqual(earlier);
    expect(await store.findDirect(ada, bob)).toBeUndefined();
  });

  test('the same key of somebody else is another key', async () => {
    const { store } = given();
    const [ada, bob] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await store.append(keyed(ada, { chat }));
    expect(await store.append(keyed(bob, { chat }))).toEqual({ chat, seq: 2, at: 1 });
    expect((await store.findKeyed(ada, 'k1'))?.answer).toMatchObject({ seq: 1 });
    expect((await store.findKeyed(bob, 'k1'))?.answer).toMatchObject({ seq: 2 });
  });

  test('what a key has done is found, and nothing before', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
    await store.append(keyed(ada, { chat }));
    const earlier = { digest: 'what was asked', answer: { ...ANSWER, chat, seq: 1, at: 1 } };
    expect(await store.findKeyed(ada, 'k1')).toEqual(earlier);
    expect(await store.findKeyed(ada, 'k2')).toBeUndefined();
    expect(await store.findKeyed('p777', 'k1')).toBeUndefined();
  });

  test('keys are told apart to the last character', async () => {
    const { store } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    const keys = ['k', 'K', 'k ', ' k', 'é', 'e\u0301', '1', '01', 'k'.repeat(64)];
    const made = await Promise.all(
      keys.map((key) => store.append({ ...keyed(ada, { chat }), keyed: { ...KEYED, key } })),
    );
    expect(made.map((each) => stored(each).seq)).toEqual(keys.map((_, at) => at + 1));
  });

  test('a refused request may be sent again with its key', async () => {
    const { store, refusing } = given();
    const [ada] = await three(store);
    const chat = await group(store, 'tea', ada);
    await refusing(async () => {
      await store.append(keyed(ada, { chat })).catch(() => {});
    });
    const again = await store.append(keyed(ada, { chat }));
    expect(again).toMatchObject({ chat, seq: 1 });
    expect((await say(store, chat, ada)).seq).toBe(2);
  });

  test('what is denied uses no key', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    const step = { chat, by: ada, at: 1, keyed: KEYED } as const;
    const outcomes = [
      await store.append(keyed(ada, { direct: ada })),
      await store.append({ ...keyed(ada, { chat }), replyTo: 9 }),
      await store.amend({ ...step, target: 9, change: reaction('yes'), seen: { rank: 'owner' } }),
      await store.changeMembers({ ...step, seen: { rank: 'member' }, most: 9, join: [cleo] }),
      await store.changeMembers({ ...step, seen: { rank: 'owner' }, most: 2, join: [cleo] }),
      await store.changeGroup({ ...step, seen: { rank: 'owner' }, name: claim('bob') }),
      await store.addGroup({ name: claim('Tea'), members: [ada], at: 1, keyed: KEYED }),
      await store.setPreference({ person: ada, chat: 'c777', notify: 'none', keyed: KEYED }),
      await store.block({ person: ada, other: 'p777', on: true, at: 1, keyed: KEYED }),
    ];
    expect(outcomes).toEqual([
      ...['gone', 'target', 'target', 'changed', 'full', 'taken', 'taken', 'gone', 'unknown'],
    ] as never);
    expect(await store.findKeyed(ada, 'k1')).toBeUndefined();
    expect((await say(store, chat, ada)).seq).toBe(1);
  });

  test('whatever can be asked for with a key is done once, and answered alike', async () => {
    const { store } = given();
    const [ada, bob, cleo] = await three(store);
    const chat = await group(store, 'tea', ada, bob);
    await say(store, chat, bob);
    const places: unknown[] = [];
    for (const [name, call, made] of everyCall(store, { chat, ada, bob, cleo })) {
      const key = { key: name, digest: `digest of ${name}`, answer: { status: 200, name } };
      const first = await call(key);
      const earlier = { digest: key.digest, answer: { ...key.answer, ...made(first) } };
      expect({ name, ...(await store.findKeyed(ada, name)) }).toEqual({ name, ...earlier });
      expect(first).not.toEqual(earlier);
      expect(await call(key)).toEqual(earlier);
      expect(await call({ ...key, digest: 'another' })).toEqual(earlier);
      if (made === entry) places.push((first as Appended).seq);
    }
    expect(places).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(await entries(store, ada, chat)).toHaveLength(8);
    expect(await store.reports(undefined, 9)).toHaveLength(1);
  });
}

function keyed(sender: PersonId, to: NewMessage['to']): NewMessage {
  return { to, sender, content: 'hello', at: 1, keyed: KEYED };
}

type Call = readonly [
  name: string,
  call: (keyed: Keyed) => Promise<unknown>,
  made: (outcome: unknown) => object,
];

/** What the store adds to an answer: where an entry stands, or nothing. */
const entry = (outcome: unknown): object => {
  const { chat, seq, at } = outcome as Appended;
  return { chat, seq, at };
};
const nothing = () => ({});

/** Each call that takes a key, by Ada, and what is added to its answer. */
function everyCall(
  store: Store,
  { chat, ada, bob, cleo }: { chat: ChatId; ada: PersonId; bob: PersonId; cleo: PersonId },
): Call[] {
  const step = { chat, by: ada, at: 7, seen: { rank: 'owner' }, most: 9 } as const;
  const seen = { rank: 'owner', target: 'member' } as const;
  const about = { chat, by: ada, at: 7, seen, person: bob } as const;
  const message = { to: { chat }, sender: ada, content: 'hi', at: 7 };
  const liked = { ...step, target: 1, change: reaction('yes') };
  const deleted = { ...step, target: 1, change: { kind: 'delete' } } as const;
  const report = { reporter: ada, about: { person: bob }, reason: 'rude', at: 7 };
  const group = { name: claim('cake'), members: [ada], at: 7 };
  const block = { person: ada, other: bob, on: true, at: 7 };
  const chatOf = (made: unknown) => ({ chat: (made as { chat: ChatId }).chat });
  return [
    ['send', (keyed) => store.append({ ...message, keyed }), entry],
    ['react', (keyed) => store.amend({ ...liked, keyed }), entry],
    ['react again', (keyed) => store.amend({ ...liked, keyed }), nothing],
    ['delete', (keyed) => store.amend({ ...deleted, keyed }), entry],
    ['invite', (keyed) => store.changeMembers({ ...step, join: [cleo], keyed }), entry],
    ['invite again', (keyed) => store.changeMembers({ ...step, join: [cleo], keyed }), nothing],
    ['mute', (keyed) => store.muteMember({ ...about, until: 500, keyed }), entry],
    ['topic', (keyed) => store.changeGroup({ ...step, topic: 'cake', keyed }), entry],
    ['topic again', (keyed) => store.changeGroup({ ...step, topic: 'cake', keyed }), nothing],
    ['rank again', (keyed) => store.setRank({ ...about, rank: 'member', keyed }), nothing],
    ['rank', (keyed) => store.setRank({ ...about, rank: 'moderator', keyed }), entry],
    ['open', (keyed) => store.addGroup({ ...group, keyed }), (id) => ({ chat: id })],
    ['pair', (keyed) => store.openDirect({ person: ada, other: bob, at: 7, keyed }), chatOf],
    ['pair again', (keyed) => store.openDirect({ person: ada, other: bob, at: 8, keyed }), chatOf],
    [
      'prefer',
      (keyed) => store.setPreference({ person: ada, chat, notify: 'none', keyed }),
      nothing,
    ],
    ['block', (keyed) => store.block({ ...block, keyed }), nothing],
    ['report', (keyed) => store.report({ ...report, keyed }), (made) => made as object],
  ];
}
