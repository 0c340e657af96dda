import { expect, test } from 'bun:test';
import type { Message } from '@chateau/client';
import { lean } from './lean.ts';

test('messages say the same afterwards', () => {
  const text = JSON.stringify([
    { kind: 'message', seq: 1, at: 5, sender: 'ada', sender_id: '7', content: 'one' },
    { kind: 'message', seq: 2, at: 6, sender: 'ada', sender_id: '7', content: 'ada', reply_to: 1 },
    { kind: 'message', seq: 3, at: 7, sender: '7', sender_id: 'ada', deleted: true },
  ]);
  const messages = JSON.parse(text) as Message[];
  lean(messages);
  expect(JSON.stringify(messages)).toBe(text);
});
