import { expect, test } from 'bun:test';
import { calls } from './mentions.ts';

test('a message calls who is named in it, in any spelling', () => {
  for (const content of [
    '@alice',
    'come, @Alice!',
    'is it @ALICE.',
    '(@alice)',
    '@ａｌｉｃｅ',
    '@alice-',
  ]) {
    expect([content, calls(content, 'alice')]).toEqual([content, true]);
  }
  for (const content of [
    'alice',
    '@alicia',
    'x@alice',
    '.@alice',
    '@alice.b',
    '@alice-b',
    '@ alice',
    '',
  ]) {
    expect([content, calls(content, 'alice')]).toEqual([content, false]);
  }
  expect(calls('hello @a.b', 'a.b')).toBe(true);
  expect(calls('hello @axb', 'a.b')).toBe(false);
  expect(calls('hello @Ünal', 'ünal')).toBe(true);
});
