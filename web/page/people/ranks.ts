import type { KnownMember, Rank } from '@chateau/client';

const HEIGHT = { member: 0, moderator: 1, owner: 2 } as const satisfies Record<Rank, number>;

/** What somebody may do in a group. A moderator of the whole server is one in every group. */
export function leads(rank: Rank | undefined): boolean {
  return rank !== undefined && HEIGHT[rank] >= HEIGHT.moderator;
}

/** Removing and muting, which nobody may do to their equals. */
export function outranks(rank: Rank | undefined, other: Rank): boolean {
  return rank !== undefined && HEIGHT[rank] > HEIGHT[other];
}

/** Those who lead first, then by name. */
export function byRank(language: string): (one: KnownMember, other: KnownMember) => number {
  const { compare } = new Intl.Collator(language);
  return (one, other) =>
    HEIGHT[other.role] - HEIGHT[one.role] || compare(one.username, other.username);
}
