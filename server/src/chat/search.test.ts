import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { termsOf } from './search.ts';

const day = (date: string) => Date.parse(`${date}T00:00:00Z`);

describe('a query', () => {
  test('is its words, folded, in whatever order and each once', () => {
    expect(termsOf('  Hello  wörld, hello ')).toEqual({ words: ['hello', 'world'] });
    expect(termsOf('"two words" don\'t')).toEqual({ words: ['two', 'words', 'don', 't'] });
  });

  test('says from whom, in which chat, with what in it', () => {
    expect(termsOf('from:Bob from:@carol in:#Tower has:link has:CODE tea')).toEqual({
      words: ['tea'],
      from: ['bob', 'carol'],
      in: ['tower'],
      has: ['link', 'code'],
    });
  });

  test('takes names of more than one word in quotes', () => {
    expect(termsOf('in:"the tower" IN:"Staff Room"')).toEqual({
      words: [],
      in: ['the tower', 'staff room'],
    });
  });

  test('means days in UTC: before the day begins, and after it is over', () => {
    expect(termsOf('before:2026-05-01 after:2026-04-01')).toEqual({
      words: [],
      since: day('2026-04-02'),
      until: day('2026-05-01'),
    });
  });

  test.each([
    ['before:soon', ['before', 'soon']],
    ['before:2026-02-30', ['before', '2026', '02', '30']],
    ['after:2026', ['after', '2026']],
    ['has:money', ['has', 'money']],
    ['from: bob', ['from', 'bob']],
    ['from:"" bob', ['from', 'bob']],
    ['http://in:tower', ['http', 'in', 'tower']],
    ['constructor:x __proto__', ['constructor', 'x', 'proto']],
  ])('looks for what is no operator as it stands: %s', (query, words) => {
    expect(termsOf(query)).toEqual({ words });
  });

  test.each(['', ' ', '%', '"', '""', '*', '()', "'", '\\', '_', '\u0000'])(
    'of %j asks for nothing',
    (query) => expect(termsOf(query)).toBeUndefined(),
  );

  test('knows no operators but its own', () => {
    expect(termsOf('a AND b OR NOT c NEAR(d, 5) e* ^f {g h}: -i +j')?.words).toEqual([
      ...['a', 'and', 'b', 'or', 'not', 'c', 'near', 'd', '5', 'e', 'f', 'g', 'h', 'i', 'j'],
    ]);
  });

  test('counts sixteen words, and sixteen names of each kind', () => {
    const many = Array.from({ length: 100 }, (_, at) => `x${at} from:x${at} in:x${at}`).join(' ');
    const terms = termsOf(many);
    expect([terms?.words.length, terms?.from?.length, terms?.in?.length]).toEqual([16, 16, 16]);
  });

  test('is made of anything', () => {
    const unit = fc.constantFrom(
      ...['from:', 'in:', 'has:', 'before:', '"', ' ', 'a', '漢', '\n', ':', '#'],
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), (query) => {
        const terms = termsOf(query);
        for (const word of terms?.words ?? [])
          expect(word).toMatch(/^([\p{L}\p{N}\p{M}\p{Script=Han}ー]+|\p{Extended_Pictographic})$/u);
      }),
    );
  });
});
