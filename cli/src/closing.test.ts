import { expect, test } from 'bun:test';
import { CLOSE } from '@chateau/protocol';
import { advice, explain, told } from './closing.ts';

test('every close code of the protocol is explained', () => {
  for (const { code } of Object.values(CLOSE)) {
    expect(explain({ code, reason: '' })).toMatch(
      new RegExp(`\\(${code}\\): [a-z].+\\. [A-Z].+\\.$`),
    );
  }
});

test("the server's own reason is quoted, without its control characters", () => {
  expect(explain({ code: 4001, reason: 'name\x1b[2J_claimed' })).toBe(
    'The server closed the connection (4001, "name_claimed"): logged out. ' +
      'Connecting again will not help before that is settled.',
  );
});

test('a server that restarts says when it is back', () => {
  const closing = { code: 1012, reason: '{"retry_after":2.5}' };
  expect(told(closing)).toBe(
    'The server closed the connection (1012, back in 3 s): the server restarts.',
  );
});

test('a lost connection and an unknown code come back, an unknown private code does not', () => {
  expect([1006, 1005, 1000, 3000, 4242].map(advice)).toEqual([
    'retry',
    'retry',
    'retry',
    'retry',
    'stop',
  ]);
  expect(explain({ code: 1006, reason: '' })).toContain('cut without a word');
});
