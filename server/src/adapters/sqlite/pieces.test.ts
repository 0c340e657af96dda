import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { matching, piecesOf, SCHEME } from './pieces.ts';

const pieces = (content: string) => piecesOf({ chat: 7, sender: 9, content }).split(' ');
const asked = (...words: string[]) => matching({ words, things: [] });

describe('the pieces of a message', () => {
  test('are three letters in a row, and how words begin', () => {
    expect(pieces('Ünited a ab')).toEqual([
      ...['¬un', 'uni', 'nit', 'ite', 'ted', '¬a', '¬ab', '§7', '¤9'],
    ]);
  });

  test('are one and two characters of Chinese, Japanese and Korean', () => {
    expect(pieces('漢字か')).toEqual(['漢', '字', 'か', '漢字', '字か', '§7', '¤9']);
  });

  test('are emoji, each alone', () => {
    expect(pieces('ok🎉👍🏽')).toEqual(['¬ok', '¬🎉', '¬👍', '§7', '¤9']);
  });

  test('are whole letters where letters take two units', () => {
    expect(pieces('𐐨𐐩𐐪𐐫')).toEqual(['¬𐐨𐐩', '𐐨𐐩𐐪', '𐐩𐐪𐐫', '§7', '¤9']);
  });

  test('say what is in it', () => {
    expect(pieces('`')).toEqual(['°code', '§7', '¤9']);
    expect(pieces('HTTPS://')).toContain('°link');
  });

  test('are none where they would be too many', () => {
    const words = Array.from({ length: 3_000 }, (_, at) => (at * 7_919).toString(36)).join(' ');
    expect(pieces(words)).toEqual(['°long', '§7', '¤9']);
  });

  test('are the same whether or not there are signs among them that are not ASCII', () => {
    // Beginnings of other lengths, of words with all signs, in another order each time.
    const letters = [...'zyx0189 abcdefghijklmnopqrstuvw 234567 AZ.'];
    for (let n = 0; n < 1_000; n++) {
      const length = n % 100 === 0 ? 3_000 : n % 60;
      const text = Array.from(
        { length },
        (_, at) => letters[(at * at * n + at) % letters.length],
      ).join('');
      expect(pieces(text)).toEqual(pieces(`${text} \u2014`));
    }
  });

  // If this fails, indexes of before have other pieces: raise `SCHEME`, unless it is Unicode that has a new version.
  test('are those that the number of their scheme stands for', () => {
    let all = '';
    for (let point = 0; point < 0x1f000; point += 7) {
      if (point < 0xd800 || point > 0xdfff) all += `${pieces(String.fromCodePoint(point, 97))}\n`;
    }
    const hash = createHash('sha256').update(all).digest('hex').slice(0, 16);
    expect([SCHEME, process.versions['unicode'], hash]).toEqual([2, '17.0', 'c6284d056200a4b8']);
  });
});

describe('what is asked for', () => {
  test('are pieces from end to end of each word, or of its message being too long to have any', () => {
    expect(asked('configured')).toBe('(("con" AND "fig" AND "ure" AND "red") OR "°long")');
    expect(asked('abc', 'ab', 'a')).toBe('(("abc" AND "¬ab" AND "¬a") OR "°long")');
    expect(asked('漢', '漢字か')).toBe('(("漢" AND "漢字" AND "字か") OR "°long")');
  });

  test('is any of the senders, and any of the chats', () => {
    const wanted = { words: [], things: ['link' as const], senders: [1, 2], chats: [3] };
    expect(matching(wanted)).toBe('("°link") AND ("¤1" OR "¤2") AND ("§3")');
  });

  test('may be anything', () => {
    expect(asked()).toBeUndefined();
  });

  test('is never more than can be answered', () => {
    const words = Array.from({ length: 16 }, (_, at) => `${at}xyz`.repeat(300));
    expect(asked(...words)?.match(/AND/g)?.length).toBe(31);
  });
});
