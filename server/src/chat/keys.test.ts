import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import type { Earlier } from '../ports/store.ts';
import { earlierAnswer, isRepeat, type KeyedRequest, keyedBy, replay } from './keys.ts';
import type { Actor } from './person.ts';

const ANSWER = { type: 'MessageSendResponse', status: 200, chat: 'c1', seq: 1, at: 1 };
const send = { type: 'MessageRequest', recipient: 'bob', content: 'hi', key: 'k' } as const;
const change = { type: 'GroupChangeRequest', chat: 'c1', key: 'k' } as const;

const digestOf = (request: KeyedRequest) => keyedBy(request, {}).keyed?.digest;
const earlier = (request: KeyedRequest): Earlier => {
  return { digest: digestOf(request) ?? '', answer: ANSWER };
};

describe('[message.10, message.11] a request with a key', () => {
  test('is known by its key, and brings the answer that it hopes for', () => {
    expect(keyedBy(send, ANSWER)).toEqual({
      keyed: { key: 'k', digest: expect.any(String), answer: ANSWER },
    });
    const { key: _, ...unkeyed } = send;
    expect(keyedBy(unkeyed, ANSWER)).toEqual({});
  });

  test('is answered as before where it is the same', () => {
    for (const same of [send, { ...send, msg_id: 7 }, { msg_id: 'x', ...send }]) {
      expect(replay(same, earlier(send))).toEqual(ANSWER as never);
    }
  });

  test.each([
    { ...send, content: 'ho' },
    { ...send, recipient: 'Bob' },
    { ...send, reply_to: 1 },
    { ...send, chat: 'c1' },
    { ...send, type: 'GroupMessageRequest' as const },
  ])('is a conflict where it is another one: %j', (other) => {
    expect(replay(other, earlier(send))).toMatchObject({ code: 'conflict' });
  });

  test('is another one where the same words stand in other fields', () => {
    const digests = [
      { ...change, name: 'x' },
      { ...change, topic: 'x' },
      { ...change, name: 'x', topic: 'x' },
      { ...change, policy: 'open' as const },
      { type: 'GroupMessageRequest' as const, chat: 'x', content: 'y', key: 'k' },
      { type: 'GroupMessageRequest' as const, recipient: 'x', content: 'y', key: 'k' },
    ].map(digestOf);
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('is the same one whatever the order of its fields, and fields of later protocols', () => {
    const { type, ...fields } = { ...change, topic: 'x', name: 'y' };
    const turned = { ...Object.fromEntries(Object.entries(fields).toReversed()), type };
    expect(digestOf(turned as KeyedRequest)).toBe(digestOf({ ...change, name: 'y', topic: 'x' }));
    const unknown = { ...send, unknown: true };
    expect(digestOf(unknown)).toBe(digestOf(send));
  });

  test('is known by the logs of the first versions', () => {
    const written = JSON.stringify(['MessageRequest', 'bob', 'hi']);
    expect(digestOf(send)).toBe(createHash('sha256').update(written).digest('hex'));
  });
});

test('what was stored now is no repeat', () => {
  expect(isRepeat(earlier(send))).toBe(true);
  for (const outcome of [{ chat: 'c1', seq: 1, at: 1 }, 'gone', undefined, null]) {
    expect(isRepeat(outcome)).toBe(false);
  }
});

test('[message.12, message.14] a key is looked for among those of its person, where there is one', async () => {
  const asked: unknown[] = [];
  const store = {
    findKeyed: async (...question: unknown[]) => {
      asked.push(question);
      return question[0] === 'p1' ? earlier(send) : undefined;
    },
  };
  const actor = (id: string) => ({ person: { id } }) as Actor;
  expect(await earlierAnswer(store, actor('p1'), send)).toEqual(ANSWER as never);
  expect(await earlierAnswer(store, actor('p2'), send)).toBeUndefined();
  const { key: _, ...unkeyed } = send;
  expect(await earlierAnswer(store, actor('p1'), unkeyed)).toBeUndefined();
  expect(asked).toEqual([
    ['p1', 'k'],
    ['p2', 'k'],
  ]);
});
