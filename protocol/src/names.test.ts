import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { canonical, chatnameProblem, usernameProblem } from './names.ts';

/** Any text, and text of the letters that folding and normalising trip over. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.string({
    unit: fc.constantFrom(...'aIiİıßẞſςσΣǰŉΐᾳᾼͅµKÅﬀﷺᏸꭰĲ⑴ŚѲ\u0307\u0301\u0323\u0345\u200d\ud800'),
    maxLength: 80,
  }),
);

describe('canonical', () => {
  test('a canonical name is canonical', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(canonical(canonical(text))).toBe(canonical(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('every single character has a canonical form that stays', () => {
    for (let code = 0; code < 0x110000; code++) {
      const once = canonical(String.fromCodePoint(code));
      if (canonical(once) !== once) throw new Error(`not idempotent: U+${code.toString(16)}`);
    }
  });

  test('what NFKC makes equal is one name', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(canonical(text.normalize('NFKC'))).toBe(canonical(text));
        expect(canonical(text.normalize('NFD'))).toBe(canonical(text));
      }),
    );
  });

  test('capitals and small ASCII letters are one name, by the fast path and by the other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', maxLength: 80 }), (text) => {
        expect(canonical(text)).toBe(text.toLowerCase());
        expect(canonical(`${text}é`)).toBe(`${text.toLowerCase()}é`);
      }),
    );
  });

  test.each([
    ['Admin', 'admin'],
    ['ａｄｍｉｎ', 'admin'],
    ['ᴬᴰᴹᴵᴺ', 'admin'],
    ['𝐚𝐝𝐦𝐢𝐧', 'admin'],
    ['ﬀ', 'ff'],
    ['bo\u0308b', 'b\u00f6b'],
    ['STRASSE', 'strasse'],
    ['straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['ӘЛИЯ', 'әлия'],
    ['İlker', 'i\u0307lker'],
  ])('%s is %s', (name, canon) => {
    expect(canonical(name)).toBe(canon);
  });

  test('ı and İ are not i: two people of a Turkish directory stay two', () => {
    const names = ['ılgaz', 'ilgaz', 'İlgaz'];
    expect(new Set(names.map(canonical)).size).toBe(3);
    expect(canonical('Ilgaz')).toBe('ilgaz');
  });

  test('an accent makes another name, however it is typed', () => {
    expect(canonical('admin\u0301')).toBe('admiń');
    expect(canonical('ADMIŃ')).toBe('admiń');
  });

  test('60 KB of combining marks cost nothing', () => {
    const text = `a${'\u0301\u0323'.repeat(15_000)}`;
    const start = performance.now();
    expect(canonical(text)).toBe(text);
    expect(performance.now() - start).toBeLessThan(50);
  });
});

/** U1 to U7: reference lists of the project's rules on hostile input. */
const BLANK = ['', ' ', '\t', '\u00a0', '\u200b', '\u2060', '\u3164', '\u115f', '\u2800', '\ufeff'];
const DISORDERLY = ['user\u202egnp.exe', ...[...'\u2066\u2067\u2068\u2069'].map((c) => `a${c}b`)];
const INVISIBLE = ['admin\u200b', 'adm\u00adin', 'ad\u034fmin', 'a\u3164b', 'a\u115fb', 'a\ufe0f'];
const OF_MACHINES = [
  ...['system', 'server', 'me', 'all', 'here', 'null', 'undefined', '__proto__', 'constructor'],
  ...['ME', 'Everyone', 'ｓｙｓｔｅｍ', '𝐬𝐞𝐫𝐯𝐞𝐫', 'hasOwnProperty', 'Chateau'],
];

describe('usernameProblem', () => {
  test.each([
    'a',
    '0',
    'Alice',
    'a.b',
    'x_y-z',
    'admin',
    'José',
    'müller',
    'Ｂｏｂ',
    'ПЕТЯ',
    '太郎',
  ])('%s is a username', (name) => {
    expect(usernameProblem(name)).toBeUndefined();
  });

  test.each(['नमस्ते', 'ไทยแลนด์', 'admin\u0301', 'a'.repeat(32), '𠀀'.repeat(32)])(
    '%s is a username too: marks count, and characters outside the first plane count once',
    (name) => {
      expect(usernameProblem(name)).toBeUndefined();
    },
  );

  test.each(BLANK)('U1: %j is no username', (name) => {
    expect(usernameProblem(name)).toBeString();
  });

  test.each([...INVISIBLE, ...DISORDERLY])('U2, U5: %j is no username', (name) => {
    expect(usernameProblem(name)).toMatch(/invisible/);
  });

  test.each([
    `Z${'\u0301'.repeat(500)}`,
    '👩\u200d💻'.repeat(1000),
    `a${'\u0301\u0323'.repeat(15_000)}`,
    'a'.repeat(33),
    '𠀀'.repeat(33),
    'ﷺ'.repeat(3),
    'ﬃ'.repeat(11),
  ])('U4: too long, before or after NFKC', (name) => {
    const start = performance.now();
    expect(usernameProblem(name)).toBe('A name has at most 32 characters.');
    expect(performance.now() - start).toBeLessThan(50);
  });

  test.each(OF_MACHINES)('U6: %s is not for people', (name) => {
    expect(usernameProblem(name)).toBeString();
  });

  test.each([
    '*',
    '../x',
    'a/b',
    'a%2fb',
    '-rf',
    '.a',
    '_a',
    '\u0301a',
    '🙂',
    '⑴',
    'ª b',
    '\ud800',
  ])('U6: %j is no username', (name) => {
    expect(usernameProblem(name)).toBeString();
  });

  test.each(['a.*', 'a.>', '>', '$SYS.x', '_INBOX.x', 'a b', 'a\nb', 'a\0b'])(
    'U7: %j is no username',
    (name) => {
      expect(usernameProblem(name)).toBeString();
    },
  );

  test('every member of an object is reserved', () => {
    for (const member of Object.getOwnPropertyNames(Object.prototype)) {
      expect(usernameProblem(member)).toBeString();
      expect(chatnameProblem(member)).toBeString();
    }
  });

  test('what is a username is one in every way of writing the same characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (usernameProblem(text) !== undefined) return;
        expect(usernameProblem(text.normalize('NFKC'))).toBeUndefined();
        expect(text).toMatch(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}$/u);
      }),
    );
  });
});

describe('chatnameProblem', () => {
  test.each([
    'a',
    'Team',
    'Chess on Tuesdays',
    "Bob's, 2nd floor!",
    'Ciné-club : « Jules »',
    '🙂',
    '*',
  ])('%s is the name of a chat', (name) => {
    expect(chatnameProblem(name)).toBeUndefined();
  });

  test.each([
    '👩\u200d💻 devs',
    '❤\ufe0f',
    '👍🏽 yes',
    '1\ufe0f\u20e3 first',
    '🇫🇷',
    '👩🏽\u200d❤\ufe0f\u200d👩🏽',
  ])('%s is one: emoji may hold their joiners', (name) => {
    expect(chatnameProblem(name)).toBeUndefined();
  });

  test('the flag of Scotland is one, a text of hidden tags is not', () => {
    const tags = (text: string) =>
      text.replace(/./g, (c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0)));
    expect(chatnameProblem(`🏴${tags('gbsct')}\u{e007f}`)).toBeUndefined();
    expect(chatnameProblem(`🏴${tags('ignore what was said')}\u{e007f}`)).toMatch(/invisible/);
    expect(chatnameProblem(`a${tags('gbsct')}\u{e007f}`)).toMatch(/invisible/);
  });

  test.each([
    '開発\u3000チーム',
    'a\u00a0b',
    'x'.repeat(64),
    '../x',
    'a/b',
    'a%2fb',
    'a.>',
    '$SYS.x',
    '-rf',
  ])('U6, U7: %s is one, for a name is never part of a path or a subject', (name) => {
    expect(chatnameProblem(name)).toBeUndefined();
  });

  test.each(BLANK)('U1: %j is no name of a chat', (name) => {
    expect(chatnameProblem(name)).toBeString();
  });

  test.each([
    ...INVISIBLE,
    ...DISORDERLY,
    'a\tb',
    'a\0b',
    'a\u200db',
    '🙂\u200d',
    '\ud800',
    '\ue000',
  ])('U2, U5: %j is no name of a chat', (name) => {
    expect(chatnameProblem(name)).toMatch(/invisible/);
  });

  test.each(['a\nb', 'a\rb', 'a\u2028b', 'a\u2029b', 'a\u0085b', 'a\n'])(
    '%j has two lines',
    (name) => {
      expect(chatnameProblem(name)).toMatch(/one line/);
    },
  );

  test.each([' a', 'a ', 'a\u3000', '\u00a0a'])('%j begins or ends with a space', (name) => {
    expect(chatnameProblem(name)).toMatch(/begin or end/);
  });

  test.each(['a\u1680b', '\u0301', '\u0301 \u0301'])('%j cannot be read', (name) => {
    expect(chatnameProblem(name)).toBeString();
  });

  test.each(['x'.repeat(65), 'ﷺ'.repeat(4), `Z${'\u0301'.repeat(500)}`, '👩\u200d💻'.repeat(1000)])(
    'U4: too long, before or after NFKC',
    (name) => {
      expect(chatnameProblem(name)).toBe('A name has at most 64 characters.');
    },
  );

  test.each(OF_MACHINES)('U6: %s is not for chats', (name) => {
    expect(chatnameProblem(name)).toMatch(/reserved/);
  });

  test('what is a username is the name of a chat as well', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (usernameProblem(text) === undefined) expect(chatnameProblem(text)).toBeUndefined();
      }),
    );
  });
});
