import type { ChatId, PersonId } from '../../ports/store.ts';

/** Rows count from 1; outside, an id is a word whose first letter says what it names. */

export const personId = (row: number): PersonId => `p${row.toString(36)}`;
export const chatId = (row: number): ChatId => `c${row.toString(36)}`;
export const rowOf = (id: PersonId | ChatId): number => Number.parseInt(id.slice(1), 36);

/** Where a page begins: rows count from 1. What was `undefined` comes to a thread as `null`. */
export const rowAfter = (id: PersonId | ChatId | undefined | null): number => (id ? rowOf(id) : 0);
