import type { Policy, Rank } from '../../ports/groups.ts';
import type { Appended } from '../../ports/logs.ts';
import type { Notify } from '../../ports/marks.ts';
import type { ChatId, PersonId } from '../../ports/store.ts';
import type { MemoryEntry, NewEntry } from './entries.ts';

export interface MemorySeat {
  rank: Rank;
  /** Where the present stay began. */
  readonly from: number;
  readSeq: number;
  notify: Notify;
  showsReads: boolean;
}

export interface MemoryGroup {
  name: string;
  topic: string;
  policy: Policy;
  readonly directoryKey?: string;
}

export interface MemoryChat {
  readonly id: ChatId;
  readonly log: MemoryEntry[];
  readonly seats: Map<PersonId, MemorySeat>;
  /** Stays that are over. */
  readonly stays: { readonly person: PersonId; readonly from: number; readonly to: number }[];
  /** Until when people have to be quiet, whether they are in or not. */
  readonly mutes: Map<PersonId, number>;
  /** Without one it is a conversation of two, who sit there for good. */
  readonly group: MemoryGroup | undefined;
}

/** The chats, their logs, and who sits in them. */
export function memoryChats() {
  const chats = new Map<ChatId, MemoryChat>();
  let entries = 0;

  function add(group?: MemoryGroup): MemoryChat {
    const id = `c${chats.size + 1}`;
    const chat = { id, log: [], seats: new Map(), stays: [], mutes: new Map(), group };
    chats.set(id, chat);
    return chat;
  }

  /** What was said before counts as read. */
  function take(chat: MemoryChat, person: PersonId, rank: Rank): void {
    const readSeq = chat.log.length;
    const from = readSeq + 1;
    chat.seats.set(person, { rank, from, readSeq, notify: 'all', showsReads: false });
  }

  function findDirect(one: PersonId, other: PersonId): MemoryChat | undefined {
    return [...chats.values()].find(
      ({ group, seats }) => !group && one !== other && seats.has(one) && seats.has(other),
    );
  }

  return {
    add,
    take,
    get: (id: ChatId) => chats.get(id),
    all: () => [...chats.values()],
    findDirect,
    direct(one: PersonId, other: PersonId): { chat: MemoryChat; created: boolean } {
      if (one === other) throw new Error('nobody has a conversation with themselves');
      const found = findDirect(one, other);
      if (found) return { chat: found, created: false };
      const chat = add();
      for (const person of [one, other]) take(chat, person, 'member');
      return { chat, created: true };
    },
    leave({ seats, stays, log }: MemoryChat, person: PersonId): void {
      const seat = seats.get(person);
      seats.delete(person);
      if (seat) stays.push({ person, from: seat.from, to: log.length });
    },
    /** Gives the chat's next `seq`. */
    append({ id, log }: MemoryChat, entry: NewEntry): Appended {
      const seq = log.length + 1;
      const isFirst = entry.kind === 'message' && !log.some(({ kind }) => kind === 'message');
      log.push({ ...entry, seq, position: ++entries });
      return { chat: id, seq, at: entry.at, ...(isFirst && { isFirst }) };
    },
    seated(person: PersonId, id: ChatId): { chat: MemoryChat; seat: MemorySeat } | undefined {
      const chat = chats.get(id);
      const seat = chat?.seats.get(person);
      return chat && seat && { chat, seat };
    },
    of: (person: PersonId): { chat: MemoryChat; seat: MemorySeat }[] =>
      [...chats.values()].flatMap((chat) => {
        const seat = chat.seats.get(person);
        return seat ? [{ chat, seat }] : [];
      }),
  };
}

export type MemoryChats = ReturnType<typeof memoryChats>;

/** Who sits across, in a conversation of two. */
export function peerIn({ seats, group }: MemoryChat, person: PersonId): PersonId | undefined {
  return group ? undefined : [...seats.keys()].find((one) => one !== person);
}

/** What of a chat somebody sees who sits there. */
export function seenBy({ log, seats, stays, group }: MemoryChat, person: PersonId): MemoryEntry[] {
  const seat = seats.get(person);
  if (!seat) return [];
  if (group?.policy === 'open') return log;
  const before = stays.filter((stay) => stay.person === person);
  return log.filter(
    ({ seq }) => seq >= seat.from || before.some(({ from, to }) => from <= seq && seq <= to),
  );
}
