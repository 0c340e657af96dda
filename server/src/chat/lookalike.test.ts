import { describe, expect, test } from 'bun:test';
import { canonical, usernameProblem } from '@chateau/protocol';
import fc from 'fast-check';
import { readPrototypes } from './confusables.ts';
import { looks, mixedScriptsProblem, UNICODE_VERSION } from './lookalike.ts';

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 64 });
const anyText = fc.oneof(
  ascii,
  fc.string({ unit: 'binary', maxLength: 64 }),
  fc.string({ unit: 'grapheme', maxLength: 64 }),
  fc.string({
    unit: fc.constantFrom(...'mMrnIil1İıj0OoаАмМВвΒβßẞσςΣíńł|"%` \u0307\u0301\u0323\u0345\u200d'),
    maxLength: 64,
  }),
);

function alike(one: string, other: string): boolean {
  const keys = looks(other);
  return looks(one).some((key) => keys.includes(key));
}

describe('looks', () => {
  test.each([
    ...['Admin', 'AdMin', 'ADMİN', 'admın', 'ADMıN', 'аdmin', 'adm\u0456n', 'ɑdmin', 'ａｄｍｉｎ'],
    ...['admin\u200b', 'adm\u00adin', 'ad\u034fmin', 'ᴬᴰᴹᴵᴺ', '𝐚𝐝𝐦𝐢𝐧'],
    ...['adrnin', 'ADRNIN', 'adm1n', 'admln', 'ADM1N', 'ADMlN', 'admIn', 'АDМІN', 'adm\u04cfn'],
  ])('U2: %j looks like admin', (name) => {
    expect(alike(name, 'admin')).toBe(true);
  });

  test('U2: admin is protected however it was typed when it was taken', () => {
    for (const taken of ['admin', 'Admin', 'ADMIN', 'aDMIN', 'ＡＤＭＩＮ']) {
      for (const name of ['ADMlN', 'adm1n', 'adrnin', 'АDМІN', 'ADMİN', 'admın']) {
        expect(alike(name, taken)).toBe(true);
      }
    }
  });

  test.each([
    ['paypal', 'paypaI'],
    ['paypal', 'paypa1'],
    ['PAYPAL', 'paypa1'],
    ['paypal', 'раураl'],
    ['modern', 'rnodern'],
    ['room0', 'roomO'],
    ['room0', 'roomo'],
    ['R00M', 'roorn'],
    ['evan', 'еvan'],
    ['ВОВА', 'boba'],
    ['вова', 'ВОВА'],
    ['scope', 'ѕсоре'],
    ['a  b', 'a b'],
    ['❤ devs', '❤\ufe0f devs'],
    ['straße', 'STRASSE'],
    ['ílker', 'ίlker'],
  ])('%s and %s look alike', (one, other) => {
    expect(alike(one, other)).toBe(true);
  });

  test.each([
    ['admin', 'admin\u0301'],
    ['admin', 'admin2'],
    ['admin', 'amdin'],
    ['jose', 'José'],
    ['muller', 'Müller'],
    ['вова', 'boba'],
    ['adam', 'adan'],
    ['', 'a'],
  ])('%s and %s do not', (one, other) => {
    expect(alike(one, other)).toBe(false);
  });

  test('a name has one key or two, and different ones', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const keys = looks(name);
        expect(keys.length).toBeWithin(1, 3);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test('the keys of the canonical name are among those of the name', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(looks(name)).toEqual(expect.arrayContaining(looks(canonical(name))));
      }),
      { numRuns: 2000 },
    );
  });

  test('a key looks like nothing but itself', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        for (const key of looks(name)) expect(looks(key)).toEqual([key]);
      }),
      { numRuns: 2000 },
    );
  });

  test('so does the key of every single character', () => {
    for (let code = 0; code < 0x110000; code++) {
      const char = String.fromCodePoint(code);
      if (/[\p{Cn}\p{Co}\p{Cs}]/u.test(char)) continue;
      for (const key of looks(char)) {
        const again = looks(key);
        if (again.length !== 1 || again[0] !== key) throw new Error(`U+${code.toString(16)}`);
      }
    }
  });

  test('ASCII by the fast path has the keys of the long one', () => {
    fc.assert(
      fc.property(ascii, (name) => {
        // The joiner is no ASCII, and dropped.
        expect(looks(`${name}\u200d`)).toEqual(looks(name));
      }),
      { numRuns: 2000 },
    );
  });

  test('case and what is invisible never hide a look-alike', () => {
    fc.assert(
      fc.property(ascii, fc.nat(64), (name, at) => {
        expect(looks(name.toUpperCase())).toEqual(looks(name));
        expect(looks(`${name.slice(0, at)}\u200b${name.slice(at)}`)).toEqual(looks(name));
      }),
    );
  });

  test('a character looks like its prototype in the Unicode data', () => {
    for (const [char, prototype] of readPrototypes()) {
      if (!alike(char, prototype)) throw new Error(`${char} and ${prototype}`);
    }
  });

  test('60 KB of combining marks cost nothing', () => {
    const start = performance.now();
    expect(looks(`a${'\u0301\u0323'.repeat(15_000)}`)).toEqual([]);
    // Quadratic work would take minutes; this is no measure of speed.
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  test('the data is not newer than what the runtime knows of the same characters', () => {
    const known = Number.parseInt(process.versions.unicode ?? '', 10);
    expect(Number.parseInt(UNICODE_VERSION, 10)).toBeLessThanOrEqual(known);
  });
});

describe('mixedScriptsProblem', () => {
  test.each([
    ...['alice', 'José', 'Łukasz', 'ß', '123', 'Петя', 'Вова-2', 'Ελένη', 'עומר', 'محمد', 'नमस्ते'],
    ...[
      '太郎',
      'たろう',
      '太郎Taro',
      'カラオケboxの夢',
      'ㄅㄆ漢字abc',
      '한국어',
      '한국漢字k',
      'ไทย',
      'ᏣᎳᎩ',
    ],
    ...['ａｄｍｉｎ', '𝐚𝐝𝐦𝐢𝐧', 'ー', 'あー', '٣محمد'],
  ])('%s is in one script, or in some that are written together', (name) => {
    expect(mixedScriptsProblem(name)).toBeUndefined();
  });

  test.each([
    ...[
      'аdmin',
      'adm\u0456n',
      'еvan',
      'Петяx',
      'αlpha',
      'Вοва',
      'aע',
      'あ한',
      'ㄅあ',
      'ПΕΤЯ',
      '한ㄅ',
    ],
    ...['𝐚дмин', 'a٣', 'a০', 'ᏣLA', '太Я'],
  ])('%s mixes scripts', (name) => {
    expect(mixedScriptsProblem(name)).toBeString();
  });

  test('a script that nobody writes any more is refused', () => {
    expect(usernameProblem('𐌰𐌱𐌲')).toBeUndefined();
    expect(mixedScriptsProblem('𐌰𐌱𐌲')).toBeString();
  });

  test('ASCII is never refused', () => {
    fc.assert(fc.property(ascii, (name) => mixedScriptsProblem(name) === undefined));
  });
});
