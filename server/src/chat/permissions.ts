import type { Rank, Seat } from '../ports/groups.ts';
import type { Actor } from './person.ts';

/** Who may do what in a group. */

const HEIGHT = { member: 0, moderator: 1, owner: 2 } as const satisfies Record<Rank, number>;

/** What a seat is worth: a moderator of the whole server is one in every group that they are in. */
export function rankOf(seat: Seat, { person }: Actor): Rank {
  const role = person.account?.role;
  const isLeader = role === 'moderator' || role === 'admin';
  return isLeader && seat.rank === 'member' ? 'moderator' : seat.rank;
}

/** Inviting, in a group that is not open; renaming; deleting what others wrote; calling everybody. */
export function leads(rank: Rank): boolean {
  return HEIGHT[rank] >= HEIGHT.moderator;
}

/** Removing and muting, which nobody may do to their equals. */
export function outranks(rank: Rank, other: Rank): boolean {
  return HEIGHT[rank] > HEIGHT[other];
}

/** In an open group everybody may bring people along: they could come by themselves. */
export function mayInvite(rank: Rank, seat: Seat): boolean {
  return seat.group?.policy === 'open' || leads(rank);
}
