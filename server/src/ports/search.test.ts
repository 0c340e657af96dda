import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { fold, hasWord, isAt, partOf, wordsOf } from './search.ts';

/** Letters that are folded in every way there is, and what stands between words. */
export const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcABC éÉßıIøæ.-_0١'), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'漢字かがハパーｶﾞ한국ㄱ ab，'), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'𝔞𠮷👩‍🎓कीमुसภาษา\u0301\u00ad x'), maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const finds = (text: string, word: string) =>
  wordsOf(word).every((part) => hasWord(fold(text), part));

describe('folding', () => {
  test.each([
    ['Straße', 'STRASSE'],
    ['Café', 'cafe'],
    ['Cafe\u0301', 'CAFÉ'],
    ['Søren Łukasz', 'soren lukasz'],
    ['ISI', 'ısı'],
    ['ＷＩＤＥ', 'wide'],
    ['ΣΟΦΟΣ', 'σοφος'],
    ['έλα', 'ελα'],
    ['Ёлка', 'елка'],
    ['שָׁלוֹם', 'שלום'],
    ['مُحَمَّد', 'محمد'],
    ['می\u200cخواهم', 'میخواهم'],
    ['co\u00adoperate', 'cooperate'],
    ['ｶﾞｽ', 'ガス'],
    ['ガス', 'カ\u3099ス'],
    ['한국', '\u1112\u1161\u11ab\u1100\u116e\u11a8'],
    ['ﬁnd ½', 'find 1⁄2'],
  ])('takes %s and %s for the same', (one, other) => {
    expect(fold(one)).toBe(fold(other));
  });

  test.each([
    ['はか', 'ばか'],
    ['की', 'कु'],
    ['ที่', 'ทา'],
    ['가', '각'],
    ['シ', 'ツ'],
  ])('tells %s from %s', (one, other) => {
    expect(fold(one)).not.toBe(fold(other));
  });

  test('leaves signs where they are', () => {
    expect(fold('50 % "x" * NEAR(a, b)')).toBe('50 % "x" * near(a, b)');
  });
});

describe('words', () => {
  test('are of letters and digits, folded', () => {
    expect(wordsOf('Say "Hello", Zoë: v2.0!')).toEqual(['say', 'hello', 'zoe', 'v2', '0']);
  });

  test('of Chinese, Japanese and Korean are what is written without a break', () => {
    expect(wordsOf('我在chateau写字、ラーメンと김치。')).toEqual([
      ...['我在', 'chateau', '写字', 'ラーメンと김치'],
    ]);
  });

  test.each(['', ' ', '%', '"', '*', '()', '\u200b', '¬§¤°'])('are not in %j', (text) => {
    expect(wordsOf(text)).toEqual([]);
  });

  test('are the same, whoever folds them again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const word of wordsOf(text)) expect(wordsOf(word)).toEqual([word]);
      }),
    );
  });
});

describe('a word is found', () => {
  test('by any three letters of it, and by the two that it begins with', () => {
    expect(finds('an Interesting thing', 'REST')).toBe(true);
    expect(finds('an interesting thing', 'ing')).toBe(true);
    expect(finds('an interesting thing', 'in')).toBe(true);
    expect(finds('an interesting thing', 'st')).toBe(false);
    expect(finds('an interesting thing', 'an')).toBe(true);
    expect(finds('a thing', 'an')).toBe(false);
  });

  test('by one letter where it is all of it', () => {
    expect(finds('plan B', 'b')).toBe(true);
    expect(finds('plan BB', 'b')).toBe(false);
    expect(finds('ab', 'b')).toBe(false);
  });

  test('by any one or two characters of Chinese, Japanese and Korean', () => {
    for (const part of ['漢', '字', '漢字', '字か', 'かな', 'な', '漢字かな']) {
      expect(finds('この漢字かな。', part)).toBe(true);
    }
    expect(finds('この漢字かな。', '漢か')).toBe(false);
  });

  test('beside Chinese, where it begins as after a space', () => {
    expect(finds('我用vim写', 'vi')).toBe(true);
    expect(finds('我用vim写', 'im')).toBe(false);
    expect(finds('我用x写', 'x')).toBe(true);
  });

  test('by whatever part of it wordsOf makes into one word, of three letters or more', () => {
    const long = anyText.filter((text) => wordsOf(text).length > 0);
    fc.assert(
      fc.property(long, fc.nat(), fc.nat(), (text, which, where) => {
        const words = wordsOf(text);
        const letters = [...(words[which % words.length] ?? '')];
        const from = where % letters.length;
        const part = letters.slice(from, from + 3 + (where % 5)).join('');
        if (wordsOf(part).join() !== part || [...part].length < 3) return;
        expect(hasWord(fold(text), part)).toBe(true);
      }),
    );
  });
});

describe('the part of a message', () => {
  const words = ['needle'];

  test('is all of a short one', () => {
    expect(partOf('a needle', words)).toBe('a needle');
    expect(partOf('x'.repeat(1_000), words)).toBe('x'.repeat(1_000));
  });

  test.each([
    ['plain', 'hay '],
    ['longer when folded', 'ﬃß '],
    ['shorter when folded', 'e\u0301\u0323\u00ad '],
    ['of two units a letter', '𠮷 '],
  ])('of a long one that is %s has the first word in it', (_, hay) => {
    const content = `${hay.repeat(5_000)}Needle ${hay.repeat(5_000)}`;
    const part = partOf(content, words);
    expect(part).toContain('Needle');
    expect(part.length).toBeLessThanOrEqual(1_000);
    expect(part.isWellFormed()).toBe(true);
  });

  test('begins at the beginning where no word is found', () => {
    expect(partOf('hay '.repeat(500), words)).toBe('hay '.repeat(250));
    expect(partOf('hay '.repeat(500), [])).toBe('hay '.repeat(250));
  });

  test('is never cut within a character', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.nat({ max: 3 }), (before, after) => {
        const content = `${'x'.repeat(before)}${'𠮷'.repeat(900)} needle ${'y'.repeat(after)}${'𠮷'.repeat(900)}`;
        expect(partOf(content, words).isWellFormed()).toBe(true);
      }),
    );
  });

  test('has no word in it that is one only by the cut', () => {
    const content = `${'undo '.repeat(300)}needle ${'undo '.repeat(300)}`;
    const part = fold(partOf(content, ['needle', 'do']));
    for (let at = part.indexOf('do'); at >= 0; at = part.indexOf('do', at + 1)) {
      expect(isAt(part, 'do', at)).toBe(false);
    }
  });
});
