import { expect, test } from 'bun:test';
import { REQUESTS } from '@chateau/protocol';
import type { RequestType } from '../wire.ts';
import { isStoring, newKey, outgoing } from './key.ts';

test('what the protocol gives a key to has one, and nothing else', () => {
  for (const [type, schema] of Object.entries(REQUESTS)) {
    expect([type, isStoring(type as RequestType)]).toEqual([type, 'key' in schema.properties]);
  }
});

test('a request goes out with its key and without what is undefined', () => {
  const said = {
    type: 'MessageRequest',
    chat: 'c1',
    content: 'hello',
    reply_to: undefined,
  } as const;
  const sent = outgoing(said);
  expect(Object.keys(sent).toSorted()).toEqual(['chat', 'content', 'key', 'type']);
  expect(outgoing(sent)).toEqual(sent);
  expect(outgoing({ type: 'ClientListRequest' })).toEqual({ type: 'ClientListRequest' });
  expect(new Set(Array.from({ length: 100 }, newKey)).size).toBe(100);
  expect(newKey()).toMatch(/^[0-9a-f]{32}$/);
});
