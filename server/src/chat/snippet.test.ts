import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { fold, hasWord, wordsOf } from '../ports/search.ts';
import { snippetOf } from './snippet.ts';

/** With brackets for the marks, which can be seen. */
function marked(content: string, query: string): string {
  return snippetOf(content, wordsOf(query)).replaceAll('\ue000', '[').replaceAll('\ue001', ']');
}

describe('a snippet', () => {
  test('marks what was found, where it was found', () => {
    expect(marked('The Tea is ready', 'tea')).toBe('The [Tea] is ready');
    expect(marked('steam and tea', 'tea')).toBe('s[tea]m and [tea]');
    expect(marked('interesting', 'in')).toBe('[in]teresting');
    expect(marked('plan B for Bob', 'b')).toBe('plan [B] for Bob');
    expect(marked('abcd', 'abc bcd')).toBe('[abcd]');
  });

  test('marks the letters as they were written', () => {
    expect(marked('Ein Café in der STRASSE', 'cafe straße')).toBe('Ein [Café] in der [STRASSE]');
    expect(marked('die Straße', 'strasse')).toBe('die [Straße]');
    expect(marked('re\u0301sume\u0301 q\u0303', 'resume')).toBe('[résumé] q\u0303');
    expect(marked('a q\u0303 b', 'q')).toBe('a [q\u0303] b');
    expect(marked('この漢字かな', '漢字')).toBe('この[漢字]かな');
    expect(marked('한국어', '국어')).toBe('한[국어]');
    expect(marked('𝔞𝔟𝔠 𠮷野', 'abc 𠮷')).toBe('[𝔞𝔟𝔠] [𠮷]野');
  });

  test('is one line, from a little before the first word on', () => {
    expect(marked('one\r\n\n two\t three', 'two')).toBe('one [two] three');
    const content = `${'before '.repeat(100)}needle ${'after '.repeat(100)}`;
    const snippet = marked(content, 'needle');
    expect(snippet).toStartWith('…');
    expect(snippet).toEndWith('…');
    expect(snippet.indexOf('[needle]')).toBe(41);
    expect(snippet.length).toBe(204);
  });

  test('is the beginning where no word was looked for', () => {
    expect(marked('hello', '')).toBe('hello');
    expect(marked('x'.repeat(300), '')).toBe(`${'x'.repeat(200)}…`);
    expect(marked('x'.repeat(60_000), '')).toBe(`${'x'.repeat(200)}…`);
  });

  test('has the marks of the search alone, whatever marks the content has', () => {
    expect(marked('\ue000fake\ue001 tea', 'tea')).toBe(' fake [tea]');
  });

  test('of a message of 60 KB is quick work for any letters', () => {
    for (const letter of ['x ', 'é', 'ж ', '漢', '𠮷', '\u0301']) {
      const content = `${letter.repeat(20_000)} needle`;
      expect(marked(content, 'needle')).toEndWith('[needle]');
    }
  });

  test('shows what was found, and never half of a character', () => {
    const unit = fc.constantFrom(...'abABéß漢字か한국𠮷𝔞👩 .\n\u0301\ue000');
    const texts = fc.string({ unit, minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 4 }), (content, from, length) => {
        const words = wordsOf(
          [...content]
            .slice(from % content.length)
            .slice(0, length)
            .join(''),
        );
        const snippet = snippetOf(content, words);
        expect(snippet.isWellFormed()).toBe(true);
        expect(snippet.match(/\ue000/g)?.length).toBe(snippet.match(/\ue001/g)?.length);
        const found = words.filter((word) => hasWord(fold(content), word));
        if (found.length > 0) expect(snippet).toMatch(/\ue000[^\ue000]+\ue001/);
        for (const [, text = ''] of snippet.matchAll(/\ue000([^\ue001]*)\ue001/g)) {
          expect(found.some((word) => fold(text).includes(word))).toBe(true);
        }
      }),
    );
  });
});
