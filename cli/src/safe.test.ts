import { expect, test } from 'bun:test';
import { safe, safeJson, safeLine } from './safe.ts';

test('text in any script stays as it is', () => {
  const text = 'Grüße, 你好, שלום, 👩‍🚀 – “fine”';
  expect(safe(text)).toBe(text);
});

test('escape sequences are taken out whole', () => {
  expect(safe('a\x1b[31mred\x1b[0m \x1b]0;title\x07b')).toBe('ared b');
  expect(safe('\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\')).toBe('link');
});

test('no control character is left, even of broken sequences', () => {
  const all = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join('');
  expect(safe(`${all}\x1b]0;never ended\x1b`)).not.toMatch(/(?!\n)\p{Cc}/u);
});

test('nothing turns the direction of the line', () => {
  expect(safe('a\u202eb\u2066c\u2069d\u202ce')).toBe('abcde');
});

test('every kind of line break is one line break, and none in a name', () => {
  expect(safe('a\r\nb\rc\u2028d')).toBe('a\nb\nc\nd');
  expect(safeLine('a\nb\r\nc')).toBe('a b c');
});

test('what is no text is nothing', () => {
  expect(safe(undefined)).toBe('');
  expect(safe({ toString: () => 'x' })).toBe('');
});

test('JSON is shown with escapes, and means the same', () => {
  const value = { content: 'a\x9b31m\u202eb\x7f é😀' };
  const json = safeJson(JSON.stringify(value));
  expect(json).toBe('{"content":"a\\u009b31m\\u202eb\\u007f é😀"}');
  expect(JSON.parse(json)).toEqual(value);
});
