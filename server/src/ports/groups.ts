import type { Appended, GroupChange, MembersChange } from './logs.ts';
import type { ChatId, Earlier, Keyed, NameClaim, PersonId, PersonName, Taken } from './store.ts';

export type Rank = 'owner' | 'moderator' | 'member';
export type Policy = 'invite' | 'open';

/** Somebody's place in a chat: what decisions rest on. */
export interface Seat {
  readonly chat: ChatId;
  /** Of a group, its name; of two, the other one's. */
  readonly name: string;
  readonly rank: Rank;
  readonly mutedUntil: number;
  readonly group?: {
    readonly policy: Policy;
    readonly topic: string;
    readonly memberCount: number;
  };
  /** Of two people. */
  readonly peer?: PersonName;
}

/**
 * The ranks that a decision rests on. A store does what was decided only while they are these; otherwise it says
 * `changed`, and whoever decided looks again. `undefined`: is not in the group; who decides so to join may do it only
 * while the group is open.
 */
export interface Seen {
  readonly rank: Rank | undefined;
  /** Of the person that it is about. */
  readonly target?: Rank | undefined;
}

export interface NewGroup {
  readonly name: NameClaim;
  /** The owner first. */
  readonly members: readonly PersonId[];
  readonly at: number;
  readonly topic?: string;
  readonly policy?: Policy;
  readonly keyed?: Keyed;
}

interface Step {
  readonly chat: ChatId;
  readonly by: PersonId;
  readonly at: number;
  readonly seen: Seen;
  readonly keyed?: Keyed;
}

export interface MembersStep extends Step {
  /** Whoever is no more is left out. */
  readonly join?: readonly PersonId[];
  readonly leave?: readonly PersonId[];
  /** Members that a group may have. */
  readonly most: number;
}

/** What a step has done, and whom it concerns. */
export interface Stepped extends Appended {
  readonly name: string;
  readonly change: MembersChange | GroupChange;
  /** Where somebody came or went: the first 201 members by id, and how many there are. */
  readonly members?: readonly PersonName[];
  readonly memberCount?: number;
  /** Nobody is left: the name is free. */
  readonly isClosed?: boolean;
}

export interface Member extends PersonName {
  readonly rank: Rank;
  readonly mutedUntil: number;
}

export interface OpenGroup {
  readonly chat: ChatId;
  readonly name: string;
  readonly topic: string;
  readonly memberCount: number;
  readonly isMember: boolean;
}

/**
 * Groups and who is in them.
 *
 * - Each step MUST be one entry of the group's log, in the same commit.
 * - Where the owner leaves, the oldest moderator follows, then the oldest member, in the same entry: who joined first,
 *   and of those who joined together who has the lower id.
 * - Where nobody is left, the group is closed: its name is free, it is nobody's, its log stays. A group that the
 *   directory fills has no owner and is never closed.
 * - Whoever joins has read what was before. A mute outlasts leaving and coming back.
 * - Who was in before MUST NOT be counted as joined, who was not MUST NOT be counted as left; where that leaves
 *   nothing to do, the answer is `unchanged`.
 */
export interface Groups {
  addGroup(group: NewGroup): Promise<ChatId | Taken | Earlier>;
  changeMembers(step: MembersStep): Promise<Stepped | Earlier | 'unchanged' | 'changed' | 'full'>;
  /** Making somebody the owner makes the owner a moderator. */
  setRank(
    step: Step & { person: PersonId; rank: Rank },
  ): Promise<Stepped | Earlier | 'unchanged' | 'changed'>;
  muteMember(
    step: Step & { person: PersonId; until: number },
  ): Promise<Stepped | Earlier | 'changed'>;
  changeGroup(
    step: Step & { name?: NameClaim; topic?: string; policy?: Policy },
  ): Promise<Stepped | Earlier | Taken | 'unchanged' | 'changed'>;
  /** Closes the groups that have only guests left, of whom none was seen since. It is no step, and has no entry. */
  closeAbandoned(before: number): Promise<ChatId[]>;

  seat(person: PersonId, chat: ChatId): Promise<Seat | undefined>;
  /** Rank of somebody else in that group, for decisions about them. */
  rankOf(chat: ChatId, person: PersonId): Promise<Rank | undefined>;
  /** By id. */
  members(chat: ChatId, after: PersonId | undefined, limit: number): Promise<Member[]>;
  /** An open group, by id or canonical name. */
  findOpenGroup(
    which: { chat: ChatId } | { canon: string },
  ): Promise<Omit<OpenGroup, 'isMember'> | undefined>;
  /** By canonical name, those whose name has `part` in it. */
  openGroups(question: {
    reader: PersonId;
    part: string;
    after: string | undefined;
    limit: number;
  }): Promise<OpenGroup[]>;
}
