import type { ChatId, PersonId } from '../../ports/store.ts';

/** Rows count from 1; outside, an id is a word whose first letter says what it names. */

export const personId = (row: number): PersonId => `p${row.toString(36)}`;
export const chatId = (row: number): ChatId => `c${row.toString(36)}`;

/** 0, which no row has, for what is no id in the form that we give it. By hand: each message asks twice. */
export function rowOf(id: PersonId | ChatId): number {
  const isOurs = id.length > 1 && id.length < 12 && id.charCodeAt(1) !== ZERO;
  let row = 0;
  for (let at = 1; isOurs && at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code >= ZERO && code <= NINE) row = row * 36 + code - ZERO;
    else if (code >= A && code <= Z) row = row * 36 + code - A + 10;
    else return 0;
  }
  return row;
}

const [ZERO, NINE, A, Z] = [48, 57, 97, 122];

/** For ids that come from outside: a person is no chat. */
export const personRow = (id: PersonId): number => (id.startsWith('p') ? rowOf(id) : 0);
export const chatRow = (id: ChatId): number => (id.startsWith('c') ? rowOf(id) : 0);

/** Where a page begins: rows count from 1. What was `undefined` comes to a thread as `null`. */
export const rowAfter = (id: PersonId | ChatId | undefined | null): number => (id ? rowOf(id) : 0);
