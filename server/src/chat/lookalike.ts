// Which names look alike (UTS 39, Unicode Security Mechanisms). A name that looks like another one
// is refused to whoever chooses names freely; PROTOCOL 5.2 says to whom.

import { canonical, FOLDED_MAX } from '@chateau/protocol';
import { ASCII_PROTOTYPES, readPrototypes } from './confusables.ts';

/** Stored beside the keys: those of another version are made anew when the store is opened. */
export { UNICODE_VERSION } from './confusables.ts';

/**
 * The keys by which a name is compared: two names look alike when they share one. There are two
 * where a name's capitals look like something that its small letters do not: Cyrillic ВОВА is like
 * the Latin boba only in capitals. What is too long for a name looks like nothing.
 */
export function looks(name: string): string[] {
  const ascii = asciiLook(name);
  if (ascii !== undefined) return [ascii];
  if (name.length > FOLDED_MAX) return [];
  const shown = look(name.normalize('NFKC'));
  const folded = look(canonical(name));
  return shown === folded ? [shown] : [shown, folded];
}

/** Settles in two or three rounds for every character; the bound is for what Unicode adds. */
const ROUNDS = 8;

/**
 * fold(skeleton(x)), with three additions without which the rule misses what it is there for:
 * - It is repeated until it stays as it is. Folding makes new letters to look at: in АDМІN the
 *   Cyrillic М becomes M, then m, and only then the rn of `admin`.
 * - i is l. UTS 39 makes one of I, l and 1, and names are the same in capitals; so ADMlN and adm1n
 *   would be free beside `admin`, or not, depending on how `admin` was typed when it was taken.
 * - A dot on a letter that has one (i, or ı with one put on) changes nothing: İ is i and a dot.
 * An accent does change a name: admiń is not admin, as José is not Jose.
 */
function look(text: string): string {
  let key = text;
  for (let round = 0; round < ROUNDS; round++) {
    const next = canonical(skeleton(key));
    if (next === key) break;
    key = next;
  }
  // Taken apart again, for í to be an i with an accent. A row of spaces is shown as one.
  const letters = key.normalize('NFD').replaceAll('i', 'l');
  return letters.replace(/[jl]\p{M}+/gu, withoutDots).replace(/ {2,}/g, ' ');
}

function withoutDots(letter: string): string {
  return letter.replaceAll('\u0307', '');
}

/** UTS 39, 4: NFD, without what is invisible, each character replaced by its prototype, NFD. */
function skeleton(text: string): string {
  let result = '';
  for (const char of text.normalize('NFD').replace(INVISIBLE, '')) result += prototype(char);
  return result.normalize('NFD');
}

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

function prototype(char: string): string {
  if (char <= '\u007f') return ASCII_PROTOTYPES[char] ?? char;
  prototypes ??= readPrototypes();
  return prototypes.get(char) ?? char;
}

/** Read when the first name comes that is not plain ASCII; many servers never see one. */
let prototypes: ReadonlyMap<string, string> | undefined;

/** What `look` makes of each ASCII character. It does so one by one: none of them combine. */
const ASCII_LOOKS = Array.from({ length: 128 }, (_, code) => look(String.fromCharCode(code)));

function asciiLook(name: string): string | undefined {
  let key = '';
  for (let at = 0; at < name.length; at++) {
    const next = ASCII_LOOKS[name.charCodeAt(at)];
    if (next === undefined) return undefined;
    key += next;
  }
  return key.includes('  ') ? key.replace(/ {2,}/g, ' ') : key;
}

/**
 * UTS 39, 5.2 "Highly Restrictive": one script, or Latin with the ones it is written with in
 * Japanese, Chinese or Korean. Scripts that are no longer written (UAX 31, table 4) are refused.
 */
export function mixedScriptsProblem(name: string): string | undefined {
  if (asciiLook(name) !== undefined) return undefined;
  const text = name.length > FOLDED_MAX ? name : name.normalize('NFKC');
  if (SCRIPTS.some((scripts) => isWrittenIn(text, scripts))) return undefined;
  return 'A name cannot mix the letters of different scripts.';
}

/** What a name may be written in, the most used first: the next is tried when one does not fit. */
const SCRIPTS = [
  'Latin',
  'Latin Han Hiragana Katakana',
  'Latin Han Bopomofo',
  'Latin Han Hangul',
  // UAX 31, table 5: recommended.
  ...'Cyrillic Greek Arabic Hebrew Devanagari Bengali Thai Tamil Telugu Kannada'.split(' '),
  ...'Malayalam Gujarati Gurmukhi Oriya Sinhala Khmer Lao Myanmar Tibetan Thaana'.split(' '),
  ...'Armenian Georgian Ethiopic'.split(' '),
  // UAX 31, table 7: limited use.
  ...'Adlam Balinese Bamum Batak Canadian_Aboriginal Chakma Cham Cherokee'.split(' '),
  ...'Hanifi_Rohingya Javanese Kayah_Li Lepcha Limbu Lisu Mandaic Meetei_Mayek'.split(' '),
  ...'Miao Mongolian New_Tai_Lue Newa Nko Nyiakeng_Puachue_Hmong Ol_Chiki Osage'.split(' '),
  ...'Saurashtra Sundanese Syloti_Nagri Syriac Tai_Le Tai_Tham Tai_Viet Tifinagh'.split(' '),
  ...'Vai Wancho Yi'.split(' '),
];

const patterns = new Map<string, RegExp>();

/** Common and Inherited characters (digits, most marks) belong to every script. */
function isWrittenIn(text: string, scripts: string): boolean {
  let pattern = patterns.get(scripts);
  if (!pattern) {
    const classes = `Common Inherited ${scripts}`.split(' ').map((script) => `\\p{scx=${script}}`);
    pattern = new RegExp(`^[${classes.join('')}]*$`, 'u');
    patterns.set(scripts, pattern);
  }
  return pattern.test(text);
}
