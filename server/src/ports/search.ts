import { canonical } from '@chateau/protocol';
import type { ChatId, PersonId, PersonName } from './store.ts';

/** What is looked for: every word, in any order. */
export interface Search {
  readonly reader: PersonId;
  /** Folded, without signs; each stands somewhere in the message. */
  readonly words: readonly string[];
  readonly chat?: ChatId;
  /** Canonical names, any of them, as they are now: of senders; of groups, and of the other one of two. */
  readonly from?: readonly string[];
  readonly in?: readonly string[];
  /** Milliseconds: from `since` on, and before `until`. */
  readonly since?: number;
  readonly until?: number;
  /** Only messages with all of these in them: `http://` or `https://`; a backtick. */
  readonly has?: readonly ('link' | 'code')[];
  /** Only what is older than this position. */
  readonly before?: number;
  readonly limit: number;
}

export interface Hit {
  /** Newer messages have higher ones. */
  readonly position: number;
  readonly chat: ChatId;
  readonly name: string;
  readonly isGroup: boolean;
  readonly seq: number;
  readonly at: number;
  readonly sender: PersonName;
  /** The present one; of a long message it may be the part of it that has the first of the words (`partOf`). */
  readonly content: string;
}

export interface Found {
  readonly hits: readonly Hit[];
  readonly more: boolean;
  /** Where to go on from (`before`), if there is more. It may be older than the last hit, and there may be none. */
  readonly next?: number;
}

/**
 * Finding messages, the newest first.
 *
 * - MUST find only what the reader may see (`Logs`), in its present form.
 * - MUST find a word wherever it begins, and three letters or more of it wherever they stand; of Chinese, Japanese and
 *   Korean, any character.
 * - MAY end a page before it is full, so that no search holds up the others: then there is more.
 * - Follows the log within a second where there is little to do, in commits of its own, from a position that is
 *   stored with it: a message's commit MUST NOT wait for it, and nothing is left out after a crash.
 */
export interface Searches {
  search(search: Search): Promise<Found>;
}

/*
 * How texts are compared: character by character, in one case, without accents, by letters, digits and emoji alone. It is part
 * of the port because whoever asks and whoever answers must mean the same by it.
 */

const folded = new Map<string, string>();
/** Characters whose folding is remembered. */
const REMEMBERED = 20_000;

/**
 * What is left out: accents and points, where letters can be read without them, and what nobody sees. The vowels of
 * Hindi or Thai are marks, too, and stay, and so do the two strokes that make ば of は.
 */
const LEFT_OUT =
  /(?![\u3099\u309a])(?=\p{M})[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]|\p{Default_Ignorable_Code_Point}/gu;
/** Letters with a stroke or a joint are letters of their own to Unicode, and not to whoever has no key for them. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ...([...'øłđħŧı'].map((letter, at) => [letter, 'oldhti'[at] ?? '']) as [string, string][]),
  ...([
    ['æ', 'ae'],
    ['œ', 'oe'],
  ] as const),
]);

export function foldCharacter(character: string): string {
  const known = folded.get(character);
  if (known !== undefined) return known;
  const bare = canonical(character).normalize('NFD').replace(LEFT_OUT, '').normalize('NFC');
  const text = PLAIN.get(bare) ?? bare;
  if (folded.size < REMEMBERED) folded.set(character, text);
  return text;
}

const ASCII = /^[\0-\x7f]*$/;

export const isAscii = (text: string): boolean => ASCII.test(text);

export function fold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  let all = '';
  for (const character of composed(text)) all += foldCharacter(character);
  return all;
}

/** Where characters are folded one by one, a letter and what is written around it have to be one character. */
export function composed(text: string): string {
  return text.replace(HALF_WIDTH, (kana) => kana.normalize('NFKC')).normalize('NFC');
}

const HALF_WIDTH = /[\uff66-\uff9f]+/g;

const CJK =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Bopomofo}ー';
const LETTER = `(?![${CJK}])[\\p{L}\\p{N}\\p{M}]`;
/** A picture is a word of its own: what it is joined to, and its skin, are left out. */
const PICTURE = '\\p{Extended_Pictographic}';
const WORD = new RegExp(`[${CJK}]+|(?:${LETTER})+|${PICTURE}`, 'gu');
const ASCII_WORD = /[a-z0-9]+/g;
const IS_CJK = new RegExp(`^[${CJK}]`, 'u');
const IS_PICTURE = new RegExp(`^${PICTURE}`, 'u');
const IS_LETTER = new RegExp(`^${LETTER}`, 'u');

/** The words of a text, folded. Chinese, Japanese and Korean are written without spaces: a run of them is one. */
export function wordsOf(text: string): string[] {
  const all = fold(text);
  return all.match(isAscii(all) ? ASCII_WORD : WORD) ?? [];
}

export function isCjk(word: string): boolean {
  return word >= '\u1100' && IS_CJK.test(word);
}

/**
 * Whether the word is found at this place of a folded text: three letters anywhere, two at the beginning of a word, one
 * only alone; of Chinese, Japanese and Korean, any, and any picture.
 */
export function isAt(text: string, word: string, at: number): boolean {
  const letters = lettersOf(word);
  if (letters > 2 || isCjk(word) || IS_PICTURE.test(word)) return true;
  // Two units hold the character before, whatever half of another one stands in front of it.
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
  if (IS_LETTER.test(before)) return false;
  return letters === 2 || !IS_LETTER.test(text.slice(at + word.length, at + word.length + 2));
}

/** Whether a folded text has the word in it. */
export function hasWord(text: string, word: string): boolean {
  return placeOf(text, word) >= 0;
}

function placeOf(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (isAt(text, word, at)) return at;
  }
  return -1;
}

/** As far as it matters. */
function lettersOf(word: string): number {
  return word.length > 5 ? 3 : [...word].length;
}

/** Units of the part of a message that a hit carries, and those of them before the first word. */
const PART = 1_000;
const PART_BEFORE = 200;

/** Of a long message, what stands around the first of the words that is found in it. */
export function partOf(content: string, words: readonly string[]): string {
  if (content.length <= PART) return content;
  const text = composed(content);
  const first = firstOf(text, words);
  let from = Math.max(0, first - PART_BEFORE);
  // Cut within a word, its rest would look like one.
  const space = text.indexOf(' ', from);
  if (from > 0 && space >= 0 && space < first) from = space;
  return text.slice(from, from + PART).replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

/** Where in the text itself, which folding makes longer or shorter. */
function firstOf(text: string, words: readonly string[]): number {
  const all = fold(text);
  const places = words.map((word) => placeOf(all, word)).filter((place) => place >= 0);
  if (places.length === 0) return 0;
  const first = Math.min(...places);
  if (ASCII.test(text)) return first;
  let units = 0;
  let at = 0;
  for (const character of text) {
    units += foldCharacter(character).length;
    if (units > first) return at;
    at += character.length;
  }
  return 0;
}
