import { stripVTControlCharacters } from 'node:util';

// Controls but the line break and the tab, and what turns the direction of all that follows.
const UNSAFE = /(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** Other people's text, so that a terminal only shows it: it moves no cursor, reorders nothing. */
export function safe(text: unknown): string {
  if (typeof text !== 'string') return '';
  const lines = text.replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n');
  const plain = stripVTControlCharacters(lines).replaceAll(UNSAFE, '');
  return plain.replaceAll('\t', '  ').toWellFormed();
}

/** The same on one line: for names, and for sentences that are part of a line. */
export function safeLine(text: unknown): string {
  return safe(text).replaceAll('\n', ' ');
}

/** JSON of the same value, which says in escapes what `safe` would take away. */
export function safeJson(json: string): string {
  return json.replaceAll(UNSAFE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
