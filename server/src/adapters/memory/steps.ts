import type { Stepped } from '../../ports/groups.ts';
import type { GroupChange } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import type { MemoryChat, MemoryGroup } from './chats.ts';
import { type MemoryMembers, membersChange } from './entries.ts';
import type { MemoryHouse } from './house.ts';
import { byId } from './people.ts';

/** Members of a group that are told to those who join it, and the one who does. */
const LISTED = 201;

export interface Group extends MemoryChat {
  readonly group: MemoryGroup;
}

interface By {
  readonly by: PersonId;
  readonly at: number;
}

/** What happens to groups, each time one entry of the log. */
export function memorySteps({ people, names, chats }: Omit<MemoryHouse, 'keys'>) {
  /** The entry, and what is told of it. */
  function record(chat: Group, { by: sender, at }: By, members: MemoryMembers): Stepped {
    const appended = chats.append(chat, { kind: 'members', sender, at, members });
    return { ...appended, name: chat.group.name, change: membersChange(people, members) };
  }

  /** Who leads it where the owner has left. */
  function heir({ seats }: Group): PersonId | undefined {
    const isOld = [...seats].map(([id, { rank, from }]) => ({ id, rank, from }));
    const [first] = isOld.sort(
      (one, other) =>
        Number(other.rank === 'moderator') - Number(one.rank === 'moderator') ||
        one.from - other.from ||
        byId(one, other),
    );
    return first?.id;
  }

  return {
    record,

    /** People come and go, all of them in one step. */
    move(
      chat: Group,
      by: By,
      { join = [], leave = [] }: { join?: readonly PersonId[]; leave?: readonly PersonId[] },
    ): Stepped {
      const hadOwner = leave.some((id) => chat.seats.get(id)?.rank === 'owner');
      for (const id of join) chats.take(chat, id, 'member');
      for (const id of leave) chats.leave(chat, id);
      const next = hadOwner ? heir(chat) : undefined;
      const seat = next === undefined ? undefined : chat.seats.get(next);
      if (seat) seat.rank = 'owner';
      const isClosed = chat.seats.size === 0 && chat.group.directoryKey === undefined;
      if (isClosed) names.release(chat.id);
      const stepped = record(chat, by, {
        joined: join.map((id) => ({ id })),
        left: leave.map((id) => ({ id })),
        ...(next !== undefined && { roles: [{ id: next, role: 'owner' }] }),
      });
      const members = [...chat.seats.keys()].map((id) => people.label({ id })).sort(byId);
      return {
        ...stepped,
        members: members.slice(0, LISTED),
        memberCount: members.length,
        ...(isClosed && { isClosed }),
      };
    },

    change(chat: Group, { by: sender, at }: By, change: GroupChange): Stepped {
      Object.assign(chat.group, change);
      const appended = chats.append(chat, { kind: 'change', sender, at, change });
      return { ...appended, name: chat.group.name, change };
    },
  };
}

export type MemorySteps = ReturnType<typeof memorySteps>;

/** A closed one is none any more; those of the directory wait for people. */
export function isGroup(chat: MemoryChat | undefined): chat is Group {
  if (!chat?.group) return false;
  return chat.seats.size > 0 || chat.group.directoryKey !== undefined;
}
