import { ERRORS, FRAMES, REQUESTS } from '@chateau/protocol';
import { type MessageType, sentenceOf } from '@chateau/protocol/asyncapi';
import { escaped } from './html.ts';
import { rules } from './rules.ts';

/** Where a word of the protocol is explained: a message, a rule, the code of a refusal. */

export const RULES_PAGE = '/docs';
export const MESSAGES_PAGE = '/docs/messages';
export const DOCUMENT = '/asyncapi.json';

export function isMessageType(word: string): word is MessageType {
  return Object.hasOwn(REQUESTS, word) || Object.hasOwn(FRAMES, word);
}

/** A piece of code in a sentence, leading to its place where it has one. */
export function code(text: string): string {
  // A long word may go on in another line where a phone is narrow.
  const shown = `<code>${escaped(text).replaceAll('_', '_<wbr>')}</code>`;
  const [address, title = ''] = placeOf(text);
  if (!address) return shown;
  return `<a href="${address}"${title !== '' ? ` title="${escaped(title)}"` : ''}>${shown}</a>`;
}

function placeOf(text: string): [address?: string, title?: string] {
  if (PAGES.has(text)) return [text];
  // `ErrorResponse`, or `MessageRecv 200`.
  const [, type = ''] = /^([A-Z]\w+)(?: 20[01])?$/.exec(text) ?? [];
  if (isMessageType(type)) return [`${MESSAGES_PAGE}#${type}`, sentenceOf(type)];
  // `bad_request`, or `400 bad_request`.
  const [, word = ''] = /^(?:[3-5]\d\d )?([a-z]+_[a-z_]+|conflict|forbidden)$/.exec(text) ?? [];
  if (Object.hasOwn(ERRORS, word)) return [`${RULES_PAGE}#${word}`];
  return known.has(text) ? [`${RULES_PAGE}#${text}`] : [];
}

const PAGES = new Set([RULES_PAGE, MESSAGES_PAGE, DOCUMENT]);
const known = rules();
