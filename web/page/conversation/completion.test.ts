import { expect, test } from 'bun:test';
import { beginningAt, completed } from './completion.ts';

test('a name, a group, an emoji and a command can be completed where they begin', () => {
  expect(beginningAt('hi @al', 6)).toEqual({ sign: '@', query: 'al', from: 3 });
  expect(beginningAt('in #to', 6)).toEqual({ sign: '#', query: 'to', from: 3 });
  expect(beginningAt('well :smi', 9)).toEqual({ sign: ':', query: 'smi', from: 5 });
  expect(beginningAt('/me', 3)).toEqual({ sign: '/', query: 'me', from: 0 });
});

test('an address, a time and a path are none', () => {
  for (const text of ['a@b', 'at 14:05', 'see a/me', ':)', 'no /me']) {
    expect(beginningAt(text, text.length)).toBeUndefined();
  }
});

test('a choice replaces what was begun, with one space after it', () => {
  const beginning = beginningAt('hi @al you', 6);
  if (!beginning) throw new Error('nothing begun');
  expect(completed('hi @al you', 6, beginning, '@alice')).toEqual({
    text: 'hi @alice you',
    cursor: 10,
  });
});
