import { expect, test } from 'bun:test';
import { linesOf } from './lines.ts';

/** Each unit is as wide as the others. */
const lines = (text: string, column: number) => linesOf(text, column, () => 1);

test('a word that finds no room begins the next line', () => {
  expect(lines('one two six', 11)).toBe(1);
  expect(lines('one two six', 10)).toBe(2);
  expect(lines('one two six', 3)).toBe(3);
  expect(lines('well-known', 5)).toBe(2);
  expect(lines('你好世界', 3)).toBe(2);
});

test('what is wider than a line goes on in others, and the next word after it', () => {
  expect(lines('abcdefghij', 10)).toBe(1);
  expect(lines('abcdefghij', 4)).toBe(3);
  expect(lines('abcdefghij k', 4)).toBe(3);
  expect(lines('abcdefghij kl', 4)).toBe(4);
});

test('spaces at an end take no room, and an empty text is a line', () => {
  expect(lines('  one  ', 3)).toBe(1);
  expect(lines('', 3)).toBe(1);
});

test('each line that was written is one; empty ones are not shown', () => {
  expect(lines('a\nb', 10)).toBe(2);
  expect(lines('a\n\nb\n', 10)).toBe(2);
});
