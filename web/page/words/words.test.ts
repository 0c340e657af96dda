import { describe, expect, test } from 'bun:test';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { choose } from './plural.ts';

const OTHERS = { de, fr, es, ar };
const COUNTS = [0, 1, 2, 3, 11, 100];

/** Words that are the same in more than one language, or that a person does not read as words. */
const SAME = new Set([
  'Name',
  'Invitation',
  'Emoji',
  'Smileys',
  'Nature',
  'Conversations',
  'Messages',
  'Notifications',
  'Details',
  'Code',
  'Documentation',
  'Symboles',
  'person',
  'online',
  '1 online',
]);

type Leaf = string | ((...values: unknown[]) => string);

/** All texts by where they stand. */
function leavesOf(words: object, path = ''): [string, Leaf][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? leavesOf(value, `${path}${key}.`)
      : [[`${path}${key}`, value as Leaf] as [string, Leaf]],
  );
}

/** Texts with what stands in them: names, numbers, lists of names. */
function said(leaf: Leaf, n: number, path: string): string {
  if (typeof leaf === 'string') return leaf;
  if (path === 'chat.typing') return leaf(Array.from({ length: Math.min(n, 3) || 1 }, () => 'x'));
  return path === 'actions.reaction' ? leaf('x', n, 'x') : leaf(n, n, n);
}

const english = leavesOf(en);

describe.each(Object.entries(OTHERS))('%s', (language, words) => {
  const leaves = new Map(leavesOf(words));

  test('has all texts, and no others', () => {
    expect([...leaves.keys()]).toEqual(english.map(([path]) => path));
  });

  test('says nothing in English', () => {
    const left = english.filter(([path, leaf]) => {
      const text = said(leaf, 3, path);
      const other = said(leaves.get(path) ?? '', 3, path);
      // Numbers and names alone, or words of one language that are those of another one.
      const hasWords = /\p{L}{3,}/u.test(text.replaceAll('Chateau', ''));
      return hasWords && text === other && !SAME.has(text) && !text.endsWith(' online');
    });
    expect(left.map(([path]) => path).filter((path) => !FINE[language]?.includes(path))).toEqual(
      [],
    );
  });

  test('has a form for every number', () => {
    for (const [path, leaf] of leaves) {
      for (const n of COUNTS) {
        const text = said(leaf, n, path);
        expect(text).not.toContain('undefined');
        expect(text.trim()).not.toBe('');
      }
    }
  });
});

/** Where a text is right as it is in English. */
const FINE: Readonly<Record<string, readonly string[]>> = {
  de: ['notices.title', 'people.inGroup'],
  fr: ['chat.messages', 'time.minutes', 'search.hits'],
  es: ['time.minutes'],
};

describe('numbers', () => {
  test('have six forms in Arabic', () => {
    const count = choose('ar');
    const forms = { zero: 'z', one: 'o', two: 't', few: 'f', many: 'm', other: 'x' };
    expect(COUNTS.map((n) => count(n, forms))).toEqual(['z', 'o', 't', 'f', 'm', 'x']);
  });

  test('have one form for none and one in French', () => {
    expect(fr.groups.members(0)).toBe('0 membre');
    expect(fr.groups.members(2)).toBe('2 membres');
  });
});
