import { expect, test } from 'bun:test';
import { isEmojiOnly, parse } from './markdown.ts';
import { justWords, shownOf } from './shown.ts';

const PLAIN = [
  'Lunch at 12:30?',
  'I am 42 - or 43 + something, say 3.5',
  '#1 fan; 50 % off! & more',
  'Ångström, 你好, مرحبا',
  '12 monkeys',
  '-5 degrees',
  'see: nothing',
];
const GRAMMAR = [
  '- a line of a list',
  '+ another',
  '1. first',
  '2) second',
  'https://example.org/',
  'look at http://example.org now',
  'mailto:ada@example.org',
  '**bold**',
  'two\nlines',
  '> quoted',
  '@ada',
  '`code`',
  'a \\* star',
];

/** The words of a text through the whole grammar, which two lines always take. */
function throughGrammar(text: string): unknown {
  const [paragraph] = parse(`${text}\nmore`);
  return paragraph;
}

test('a text of nothing but words needs no tree, and is what the grammar makes of it', () => {
  for (const text of PLAIN) {
    expect(shownOf(text, false).words).toBe(text);
    expect(throughGrammar(text)).toEqual({
      kind: 'paragraph',
      children: [{ kind: 'text', text }, { kind: 'break' }, { kind: 'text', text: 'more' }],
    });
  }
});

test('a text that the grammar reads otherwise goes through it', () => {
  for (const text of GRAMMAR) {
    expect(parse(text)).not.toEqual([{ kind: 'paragraph', children: [{ kind: 'text', text }] }]);
  }
});

test('few emoji stand large, letters and digits do not', () => {
  for (const text of ['👍', '🎉 🎉', 'ℹ️', '👩‍👩‍👧', '🇦🇹', '#️⃣'])
    expect(isEmojiOnly(text)).toBe(true);
  for (const text of ['', 'ok', '👍 ok', '12', '你好', '👍👍👍👍👍👍']) {
    expect(isEmojiOnly(text)).toBe(false);
  }
});

test('of a long text the beginning is shown, and all of it when somebody asks', () => {
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
  expect(shownOf(lines, false).hasMore).toBe(true);
  expect(JSON.stringify(shownOf(lines, false).nodes)).not.toContain('line 39');
  expect(JSON.stringify(shownOf(lines, true).nodes)).toContain('line 39');
  const huge = 'word '.repeat(10_000);
  expect(shownOf(huge, true)).toMatchObject({ words: huge, isPlain: true, hasMore: true });
});

test('what ends a sentence is not of the name that it calls', () => {
  const names = (text: string) =>
    [...JSON.stringify(parse(text)).matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name);
  expect(names('ask @bob.')).toEqual(['bob']);
  expect(names('@bob, @carol... and @d.e-f_g!')).toEqual(['bob', 'carol', 'd.e-f_g']);
  expect(names('x@y.example @a')).toEqual(['a']);
});

test('only words that stand as they are, and in whole, need no component', () => {
  for (const text of PLAIN) expect(justWords(text)).toBe(text);
  expect(justWords('a \\* star')).toBe('a * star');
  const others = ['**bold**', '@ada', 'two\nlines', '🎉🎉', 'a '.repeat(5_000)];
  for (const text of others) expect(justWords(text)).toBeUndefined();
});
