import type { MembersStep, Rank, Stepped } from '../../../server/src/ports/groups.ts';
import type { ChatId, PersonId, Store } from '../../../server/src/ports/store.ts';
import { stored } from './logs.ts';

/** Steps of groups, each decided on by somebody who sees how things are. */

type Step = Partial<Pick<MembersStep, 'join' | 'leave' | 'at' | 'most' | 'keyed'>>;

export async function attempt(store: Store, chat: ChatId, by: PersonId, step: Step) {
  const rank = await store.rankOf(chat, by);
  return store.changeMembers({ chat, by, at: 1, most: 10_000, seen: { rank }, ...step });
}

/** A step that is taken. */
export async function stepped(
  store: Store,
  chat: ChatId,
  by: PersonId,
  step: Step,
): Promise<Stepped> {
  return stored(await attempt(store, chat, by, step));
}

export async function ranked(
  store: Store,
  chat: ChatId,
  by: PersonId,
  person: PersonId,
  rank: Rank,
): Promise<Stepped> {
  const seen = { rank: await store.rankOf(chat, by), target: await store.rankOf(chat, person) };
  return stored(await store.setRank({ chat, by, at: 1, seen, person, rank }));
}

export async function muted(
  store: Store,
  chat: ChatId,
  by: PersonId,
  person: PersonId,
  until: number,
): Promise<Stepped> {
  const seen = { rank: await store.rankOf(chat, by), target: await store.rankOf(chat, person) };
  return stored(await store.muteMember({ chat, by, at: 1, seen, person, until }));
}

/** Lets everybody in who wants to come. */
export async function opened(store: Store, chat: ChatId, by: PersonId): Promise<Stepped> {
  const seen = { rank: await store.rankOf(chat, by) };
  return stored(await store.changeGroup({ chat, by, at: 1, seen, policy: 'open' }));
}

export const named = (id: PersonId | undefined, name: string) => ({ id: id ?? '', name });
