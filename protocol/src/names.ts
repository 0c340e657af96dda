// What may be a name, and when two spellings are the same name. One namespace holds the names of
// people and of chats. Which other names look like a name is server/src/chat/lookalike.ts.

/** In characters (code points), before and after NFKC. */
export const USERNAME_MAX = 32;
export const CHATNAME_MAX = 64;

/**
 * No text of more UTF-16 units than this is normalised: 60 KB of combining marks take NFKC nine
 * seconds. No canonical name comes near it (64 characters, each of at most 3 after folding).
 */
export const FOLDED_MAX = 8 * CHATNAME_MAX;

/** Settles in one or two rounds for every character; the bound is for what Unicode adds. */
const ROUNDS = 4;

/**
 * The one spelling by which a name is known: fold(NFKC x), repeated until it stays as it is.
 * NFKC goes first: folding first is not idempotent, and let people take over accounts of others.
 * What is too long for a name is no name and comes back as it is.
 */
export function canonical(name: string): string {
  if (isAscii(name)) return name.toLowerCase();
  if (name.length > FOLDED_MAX) return name;
  let key = name.normalize('NFKC');
  for (let round = 0; round < ROUNDS; round++) {
    const next = caseFold(key).normalize('NFKC');
    if (next === key) break;
    key = next;
  }
  return key;
}

/**
 * Unicode's full case folding, from the mappings that JavaScript has. Lower, upper, lower gives the
 * classes of CaseFolding.txt (ß, ẞ and SS are ss; İ is i with a dot), but for two letters:
 * - ı has a capital, I, that is also i's. Folding them into one would make one account of two
 *   people in a Turkish directory, so ı stays itself here; lookalike.ts knows that it looks like i.
 * - σ at the end of a word comes out as ς.
 */
function caseFold(text: string): string {
  return text
    .replace(/[^ı]+/g, (part) => part.toLowerCase().toUpperCase().toLowerCase())
    .replaceAll('ς', 'σ');
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 127) return false;
  }
  return true;
}

/**
 * In canonical spelling: whom one addresses without a name, who speaks for the server, and what a
 * careless program, ours or a client's, takes for something else than a name (every member of
 * Object.prototype is here). `admin` is free: whoever runs a server takes it, and with it all that
 * looks like it. `0` is free too, nothing here asks whether a name is truthy.
 */
const RESERVED: ReadonlySet<string> = new Set([
  ...['me', 'all', 'here', 'everyone', 'channel', 'system', 'server', 'chateau'],
  ...['null', 'undefined', 'prototype', 'constructor', '__proto__'],
  ...['hasownproperty', 'isprototypeof', 'propertyisenumerable'],
  ...['tostring', 'tolocalestring', 'valueof'],
  ...['__definegetter__', '__definesetter__', '__lookupgetter__', '__lookupsetter__'],
]);

const USERNAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u;

/** What is wrong with this username, in a sentence for the person who chose it. */
export function usernameProblem(name: string): string | undefined {
  return lengthProblem(name, USERNAME_MAX) ?? lettersProblem(name) ?? reservedProblem(name);
}

function lettersProblem(name: string): string | undefined {
  // The pattern alone is not enough: the Hangul fillers are letters, the joiner U+034F a mark.
  if (INVISIBLE.test(name)) return 'A name cannot hold invisible characters.';
  if (!/^[\p{L}\p{N}]/u.test(name)) return 'A name begins with a letter or a digit.';
  // After NFKC once more: ⑴ is a number, and becomes (1).
  if (USERNAME.test(name) && USERNAME.test(name.normalize('NFKC'))) return undefined;
  return 'A name is made of letters, digits, ".", "_" and "-".';
}

/** What is wrong with this name of a chat, in a sentence for the person who chose it. */
export function chatnameProblem(name: string): string | undefined {
  return lengthProblem(name, CHATNAME_MAX) ?? printProblem(name) ?? reservedProblem(name);
}

/** Drawn as nothing: UAX 44 Default_Ignorable_Code_Point, the empty braille cell, a null note. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]/u;

/** Controls, formats (the bidi ones too), surrogates, private use, unassigned; line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * An emoji may hold what is refused elsewhere: the joiner between two pictures, the selector behind
 * one, the tags of a flag. lookalike.ts drops them all, so that they make no second name.
 */
const PICTURES = /(?:\p{ExtPict}(?:\p{EMod}|\uFE0F)?(?:\u200D(?=\p{ExtPict}))?)+/gu;
const KEYCAP_OR_FLAG = /[0-9#*]\uFE0F\u20E3|\u{1F3F4}[\u{E0030}-\u{E007A}]{3,6}\u{E007F}/gu;

function printProblem(name: string): string | undefined {
  if (/[\n\v\f\r\u0085\u2028\u2029]/.test(name)) return 'The name of a chat is one line.';
  if (name !== name.trim()) return 'The name of a chat cannot begin or end with a space.';
  const text = name.replace(KEYCAP_OR_FLAG, '*').replace(PICTURES, '*');
  if (INVISIBLE.test(text) || UNPRINTABLE.test(text)) {
    return 'The name of a chat cannot hold invisible characters.';
  }
  // Spaces that NFKC makes plain ones (a Japanese keyboard has such) are fine, others are not.
  if (/(?! )\p{Zs}/u.test(text.normalize('NFKC'))) return 'Only plain spaces can be in a name.';
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(text)) return undefined;
  return 'The name of a chat needs something to read.';
}

/**
 * The first check of all: the length before NFKC keeps long text out of it, the one after it counts
 * the characters of which one became up to 18.
 */
function lengthProblem(name: string, max: number): string | undefined {
  if (name.length === 0) return 'A name cannot be empty.';
  const long = `A name has at most ${max} characters.`;
  // A character has one or two UTF-16 units, so this needs no look at them.
  if (name.length > 2 * max || characters(name) > max) return long;
  return characters(name.normalize('NFKC')) > max ? long : undefined;
}

function characters(text: string): number {
  let count = 0;
  for (const _character of text) count++;
  return count;
}

function reservedProblem(name: string): string | undefined {
  return RESERVED.has(canonical(name)) ? 'That name is reserved. Choose another one.' : undefined;
}
