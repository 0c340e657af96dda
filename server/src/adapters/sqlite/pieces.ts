import { isAscii, isCjk, wordsOf } from '../../ports/search.ts';
import { plainPieces } from './plain-pieces.ts';

/**
 * What messages are found by: of each word the pieces that may be asked for, and who said it, where, and what is in it.
 * A message that has the words has their pieces, too; whether one that has the pieces has the words, its content tells.
 */

/** Another number makes every index anew. It is due when anything here or in `wordsOf` gives other pieces. */
export const SCHEME = 2;

/** What no word has in it. */
const [BEGINS, CHAT, SENDER, THING] = ['¬', '§', '¤', '°'];
/** Of a message with more pieces than this, none are kept: it is looked at whatever is asked for. */
const MOST = 2_000;
const LONG = `${THING}long`;
/** Pieces of one query; the content tells about the rest. */
const ASKED = 32;

export interface Message {
  readonly chat: number;
  readonly sender: number;
  readonly content: string;
}

export type Thing = 'link' | 'code';

export function hasThing(content: string, thing: Thing): boolean {
  switch (thing) {
    case 'link':
      // Most have none, and are looked at no further.
      return content.includes('://') && /https?:\/\//i.test(content);
    case 'code':
      return content.includes('`');
    default:
      return thing satisfies never;
  }
}

/** The pieces of a message, as the index takes them. */
export function piecesOf({ chat, sender, content }: Message): string {
  const words = new Set(wordsOf(content));
  let pieces = (isAscii(content) ? plainPieces(words, MOST) : anyPieces(words)) ?? `${LONG} `;
  for (const thing of ['link', 'code'] as const) {
    if (hasThing(content, thing)) pieces += `${THING}${thing} `;
  }
  return `${pieces}${CHAT}${chat} ${SENDER}${sender}`;
}

/** A space behind each; `undefined`: there are too many. */
function anyPieces(words: Iterable<string>): string | undefined {
  const pieces = new Set<string>();
  for (const word of words) {
    addPieces(pieces, word);
    if (pieces.size > MOST) return undefined;
  }
  return [...pieces, ''].join(' ');
}

/** Of a word any three letters in a row, and how it begins; of Chinese, Japanese and Korean any one or two. */
function addPieces(pieces: Set<string>, word: string): void {
  const letters = lettersOf(word);
  if (isCjk(word)) {
    addRuns(pieces, letters, 1);
    addRuns(pieces, letters, 2);
  } else {
    pieces.add(BEGINS + run(letters, 0, 2));
    addRuns(pieces, letters, 3);
  }
}

type Letters = string | readonly string[];

/** A string cuts faster than a list, and does it right where no letter takes two units. */
function lettersOf(word: string): Letters {
  return /[\ud800-\udfff]/.test(word) ? [...word] : word;
}

function run(letters: Letters, from: number, to: number): string {
  const cut = letters.slice(from, to);
  return typeof cut === 'string' ? cut : cut.join('');
}

function addRuns(pieces: Set<string>, letters: Letters, length: number): void {
  for (let end = length; end <= letters.length; end++) pieces.add(run(letters, end - length, end));
}

export interface Wanted {
  readonly words: readonly string[];
  readonly things: readonly Thing[];
  /** Any of them. */
  readonly senders?: readonly number[] | undefined;
  readonly chats?: readonly number[] | undefined;
}

/** An expression of FTS5; `undefined`: any message may be meant. */
export function matching({ words, things, senders, chats }: Wanted): string | undefined {
  const pieces = new Set<string>();
  for (const word of words) addAsked(pieces, word);
  const all = [
    ...(pieces.size > 0 ? [`(${every(some(ASKED, [...pieces]))}) OR ${quoted(LONG)}`] : []),
    ...things.map((thing) => quoted(THING + thing)),
    ...(senders ? [any(senders.map((sender) => SENDER + sender))] : []),
    ...(chats ? [any(chats.map((chat) => CHAT + chat))] : []),
  ];
  return all.length === 0 ? undefined : all.map((part) => `(${part})`).join(' AND ');
}

export const bySender = (sender: number) => quoted(SENDER + sender);

/** The longest pieces that every message with the word has, end to end: each one more costs a look at all segments. */
function addAsked(pieces: Set<string>, word: string): void {
  const letters = lettersOf(word);
  const length = isCjk(word) ? Math.min(2, letters.length) : 3;
  if (letters.length < length) pieces.add(BEGINS + word);
  else {
    for (let end = length; end < letters.length; end += length) {
      pieces.add(run(letters, end - length, end));
    }
    pieces.add(run(letters, letters.length - length, letters.length));
  }
}

/** Not more than so many, from everywhere in the list. */
function some(most: number, list: readonly string[]): string[] {
  const step = Math.max(1, list.length / most);
  return Array.from(
    { length: Math.min(most, list.length) },
    (_, at) => list[Math.floor(at * step)] ?? '',
  );
}

const every = (pieces: readonly string[]) => pieces.map(quoted).join(' AND ');
const any = (pieces: readonly string[]) => pieces.map(quoted).join(' OR ');
const quoted = (piece: string) => `"${piece}"`;
