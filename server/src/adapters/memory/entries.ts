import type { Rank } from '../../ports/groups.ts';
import type { Entry, GroupChange, MembersChange, Reacted } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import type { MemoryChat } from './chats.ts';
import type { MemoryPeople } from './people.ts';

/** People that are named with a reaction. */
const NAMED = 10;

interface Said {
  readonly at: number;
  readonly sender: PersonId;
}

export interface MemoryMessage extends Said {
  readonly kind: 'message';
  /** `undefined` once it was deleted. */
  content: string | undefined;
  readonly replyTo: number | undefined;
  editedAt?: number;
  readonly reactions: Map<string, Set<PersonId>>;
  /** Whom it calls. */
  called: Set<PersonId>;
  callsAll: boolean;
}

/** People by id: they are told under the names that they have when it is read. */
export interface MemoryMembers {
  readonly joined: readonly { id: PersonId }[];
  readonly left: readonly { id: PersonId }[];
  readonly roles?: readonly { id: PersonId; role: Rank }[];
  readonly muted?: readonly { id: PersonId; until: number }[];
}

export type NewEntry =
  | MemoryMessage
  | (Said & { readonly kind: 'edit'; readonly target: number })
  | (Said & { readonly kind: 'delete'; readonly target: number })
  | (Said & { readonly kind: 'reaction'; readonly target: number; reaction: string; on: boolean })
  | (Said & { readonly kind: 'members'; readonly members: MemoryMembers })
  | (Said & { readonly kind: 'change'; readonly change: GroupChange });

/** An entry in its place: in its log, and among all entries. */
export type MemoryEntry = NewEntry & { readonly seq: number; readonly position: number };

/** A message that is still one. */
export type Readable = MemoryEntry & MemoryMessage & { content: string };

export function isReadable(entry: MemoryEntry | undefined): entry is Readable {
  return entry?.kind === 'message' && entry.content !== undefined;
}

export function remove(message: MemoryMessage): void {
  message.content = undefined;
  delete message.editedAt;
  message.reactions.clear();
  message.called = new Set();
  message.callsAll = false;
}

/** An entry as somebody is to read it now. */
export function shown(
  people: MemoryPeople,
  { log }: MemoryChat,
  entry: MemoryEntry,
  reader: PersonId,
): Entry {
  const { seq, at } = entry;
  const said = { seq, at, sender: people.label({ id: entry.sender }) };
  switch (entry.kind) {
    case 'message': {
      const { kind, content, replyTo, editedAt } = entry;
      return {
        kind,
        ...said,
        ...(content !== undefined && { content }),
        ...(replyTo !== undefined && { replyTo }),
        ...(editedAt !== undefined && { editedAt }),
        reactions: reacted(people, entry, reader),
      };
    }
    case 'edit': {
      const { kind, target } = entry;
      const message = log[target - 1];
      return { kind, ...said, target, ...(isReadable(message) && { content: message.content }) };
    }
    case 'delete':
      return { kind: entry.kind, ...said, target: entry.target };
    case 'reaction': {
      const { kind, target, reaction, on } = entry;
      return { kind, ...said, target, reaction, on };
    }
    case 'members':
      return { kind: entry.kind, ...said, ...membersChange(people, entry.members) };
    case 'change':
      return { kind: entry.kind, ...said, ...entry.change };
    default:
      return entry satisfies never;
  }
}

export function membersChange(
  people: MemoryPeople,
  { joined, left, roles, muted }: MemoryMembers,
): MembersChange {
  return {
    joined: joined.map(people.label),
    left: left.map(people.label),
    ...(roles && { roles: roles.map((one) => ({ ...one, ...people.label(one) })) }),
    ...(muted && { muted: muted.map((one) => ({ ...one, ...people.label(one) })) }),
  };
}

function reacted(people: MemoryPeople, { reactions }: MemoryMessage, reader: PersonId): Reacted[] {
  const all = [...reactions].map(([reaction, who]) => ({
    reaction,
    count: who.size,
    mine: who.has(reader),
    people: [...who].slice(0, NAMED).map((id) => people.label({ id })),
  }));
  return all.sort(
    (one, other) => other.count - one.count || (one.reaction < other.reaction ? -1 : 1),
  );
}
