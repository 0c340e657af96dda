import type { DatabaseSync } from 'node:sqlite';
import type {
  Groups,
  MembersStep,
  NewGroup,
  Policy,
  Rank,
  Seen,
  Stepped,
} from '../../ports/groups.ts';
import type { GroupChange } from '../../ports/logs.ts';
import type { ChatId, PersonId } from '../../ports/store.ts';
import type { StoredMembers } from './entries.ts';
import { chatId, chatRow, personId, personRow, rowOf } from './ids.ts';
import { placeOf, type SqliteKeys } from './keys.ts';
import type { SqliteLog } from './log.ts';
import { NOBODY, type SqliteNames } from './names.ts';
import type { SqliteSeats } from './seats.ts';

type Args<Name extends keyof Groups> = Parameters<Groups[Name]>[0];

/** Who has a part in a step, beside those whom it is about. */
interface By {
  readonly chat: number;
  readonly by: number;
  readonly at: number;
}

/** Groups and their members, inside a transaction: each step is one entry. */
export function sqliteGroups(
  db: DatabaseSync,
  {
    names,
    log,
    keys,
    seats,
  }: { names: SqliteNames; log: SqliteLog; keys: SqliteKeys; seats: SqliteSeats },
) {
  const insertGroup = db.prepare(
    'INSERT INTO chats (name, created_at, topic, policy) VALUES (?, ?, ?, ?)',
  );
  const group = db.prepare(
    `SELECT name, policy, directory_key IS NOT NULL AS isDirectorys FROM chats
      WHERE id = ? AND name IS NOT NULL AND closed_at IS NULL`,
  );
  const close = db.prepare('UPDATE chats SET closed_at = ? WHERE id = ?');
  const rename = db.prepare('UPDATE chats SET name = ? WHERE id = ?');
  const change = db.prepare(
    'UPDATE chats SET topic = coalesce(?, topic), policy = coalesce(?, policy) WHERE id = ?',
  );
  const detail = db.prepare('SELECT name, topic, policy FROM chats WHERE id = ?');
  const unseat = db.prepare('SELECT person FROM seats WHERE chat = ?');
  const person = db.prepare('SELECT 1 FROM people WHERE id = ? AND erased_at IS NULL');
  const abandoned = db.prepare(
    `SELECT id FROM chats WHERE name IS NOT NULL AND closed_at IS NULL AND directory_key IS NULL
        AND NOT EXISTS (SELECT 1 FROM seats JOIN accounts USING (person) WHERE seats.chat = chats.id)
        AND NOT EXISTS (SELECT 1 FROM seats JOIN people ON people.id = seats.person
                         WHERE seats.chat = chats.id AND people.seen_at > ?)`,
  );

  /** The entry of a step, and what is told of it. */
  function record({ chat, by, at }: By, members: StoredMembers): Stepped {
    const { seq } = log.append({
      chat,
      at,
      sender: by,
      kind: 'members',
      content: JSON.stringify(members),
    });
    const named = (id: PersonId) => seats.named(rowOf(id));
    return {
      chat: chatId(chat),
      name: (group.get(chat) as { name: string } | undefined)?.name ?? '',
      seq,
      at,
      change: {
        joined: members.joined.map(named),
        left: members.left.map(named),
        ...(members.roles && { roles: members.roles.map((one) => ({ ...named(one.id), ...one })) }),
        ...(members.muted && { muted: members.muted.map((one) => ({ ...named(one.id), ...one })) }),
      },
      members: seats.listed(chat),
      memberCount: seats.countOf(chat),
    };
  }

  /** Where the owner is among those who go, somebody follows; where nobody is left, the group is closed. */
  function depart(chat: number, leaving: readonly number[], last: number, at: number) {
    const hadOwner = leaving.some((one) => seats.rankOf(chat, one) === 'owner');
    for (const one of leaving) seats.leave(chat, one, last);
    const heir = hadOwner ? seats.heir(chat) : undefined;
    if (heir !== undefined) seats.setRank(chat, heir, 'owner');
    const { isDirectorys } = group.get(chat) as { isDirectorys: number };
    const isClosed = seats.countOf(chat) === 0 && isDirectorys === 0;
    if (isClosed) {
      names.releaseChat(chat);
      close.run(at, chat);
    }
    const roles =
      heir === undefined ? {} : { roles: [{ id: personId(heir), role: 'owner' as const }] };
    return { isClosed, roles };
  }

  /** Whether the group is there, and what was decided by somebody in it still holds. */
  function isAsSeen(chat: number, by: number, seen: Seen, target?: number): boolean {
    const isThere = group.get(chat) !== undefined && seats.rankOf(chat, by) !== undefined;
    return isThere && seats.areAsSeen(chat, by, seen, target);
  }

  function changeMembers(step: MembersStep): Stepped | 'unchanged' | 'changed' | 'full' {
    const { at, seen, most } = step;
    const [chat, by] = [chatRow(step.chat), rowOf(step.by)];
    const known = group.get(chat) as { name: string; policy: Policy } | undefined;
    if (!known || !seats.areAsSeen(chat, by, seen)) return 'changed';
    // Whoever comes by themselves may only while the group is open.
    if (seats.rankOf(chat, by) === undefined && known.policy !== 'open') return 'changed';
    const isIn = (one: number) => seats.rankOf(chat, one) !== undefined;
    const joining = once(step.join).filter((one) => !isIn(one) && person.get(one) !== undefined);
    const leaving = once(step.leave).filter(isIn);
    const [about] = typeof seen.target === 'string' ? once(step.leave) : [];
    if (about !== undefined && !seats.areAsSeen(chat, by, seen, about)) return 'changed';
    if (joining.length + leaving.length === 0) return 'unchanged';
    if (joining.length > 0 && seats.countOf(chat) + joining.length > most) return 'full';
    const next = log.lastSeq(chat) + 1;
    for (const one of joining) {
      seats.take(chat, one, { rank: 'member', from: next, read: next - 1 });
    }
    const { isClosed, roles } = depart(chat, leaving, next - 1, at);
    const stepped = record(
      { chat, by, at },
      { joined: joining.map(personId), left: leaving.map(personId), ...roles },
    );
    return isClosed ? { ...stepped, name: known.name, isClosed } : stepped;
  }

  function setRank({ chat: id, by: who, at, seen, person: whose, rank }: Args<'setRank'>) {
    const [chat, by, target] = [chatRow(id), rowOf(who), personRow(whose)];
    if (!isAsSeen(chat, by, seen, target)) return 'changed' as const;
    if (seats.rankOf(chat, target) === rank) return 'unchanged' as const;
    const roles: { id: PersonId; role: Rank }[] = [{ id: personId(target), role: rank }];
    seats.setRank(chat, target, rank);
    if (rank === 'owner') {
      seats.setRank(chat, by, 'moderator');
      roles.push({ id: personId(by), role: 'moderator' });
    }
    return record({ chat, by, at }, { joined: [], left: [], roles });
  }

  function muteMember({ chat: id, by: who, at, seen, person: whose, until }: Args<'muteMember'>) {
    const [chat, by, target] = [chatRow(id), rowOf(who), personRow(whose)];
    if (!isAsSeen(chat, by, seen, target)) return 'changed' as const;
    seats.mute(chat, target, until);
    const muted = [{ id: personId(target), until }];
    return record({ chat, by, at }, { joined: [], left: [], muted });
  }

  function changeGroup({ chat: id, by: who, at, seen, ...wanted }: Args<'changeGroup'>) {
    const [chat, by] = [chatRow(id), rowOf(who)];
    if (!isAsSeen(chat, by, seen)) return 'changed' as const;
    const before = detail.get(chat) as unknown as { name: string; topic: string; policy: Policy };
    const made: { name?: string; topic?: string; policy?: Policy } = {};
    if (wanted.name && wanted.name.name !== before.name) made.name = wanted.name.name;
    if (typeof wanted.topic === 'string' && wanted.topic !== before.topic)
      made.topic = wanted.topic;
    if (wanted.policy && wanted.policy !== before.policy) made.policy = wanted.policy;
    if (Object.keys(made).length === 0) return 'unchanged' as const;
    if (made.name !== undefined && wanted.name) {
      if (names.takenFromChat(wanted.name, chat)) return 'taken' as const;
      names.releaseChat(chat);
      names.give(wanted.name, { chat });
      rename.run(made.name, chat);
    }
    change.run(made.topic ?? null, made.policy ?? null, chat);
    return recordChange({ chat, by, at }, made);
  }

  function recordChange({ chat, by, at }: By, made: GroupChange): Stepped {
    const content = JSON.stringify(made);
    const { seq } = log.append({ chat, at, sender: by, kind: 'change', content });
    const { name } = detail.get(chat) as { name: string };
    return { chat: chatId(chat), name, seq, at, change: made };
  }

  function addGroup({ name, members, at, topic, policy }: NewGroup) {
    if (names.taken(name, NOBODY)) return 'taken' as const;
    const { lastInsertRowid } = insertGroup.run(name.name, at, topic ?? '', policy ?? 'invite');
    const chat = Number(lastInsertRowid);
    names.give(name, { chat });
    members.forEach((member, index) => {
      const rank = index === 0 ? 'owner' : 'member';
      seats.take(chat, rowOf(member), { rank, from: 1, read: 0 });
    });
    return chatId(chat);
  }

  return {
    recordChange,
    /** Out of any group, by nobody's decision but their own. */
    quit(chat: number, person: number, at: number): Stepped {
      const { name } = detail.get(chat) as { name: string };
      const { isClosed, roles } = depart(chat, [person], log.lastSeq(chat), at);
      const left = { joined: [], left: [personId(person)], ...roles };
      const stepped = record({ chat, by: person, at }, left);
      return isClosed ? { ...stepped, name, isClosed } : stepped;
    },
    /** Into, and out of, a group that the directory fills. */
    place(chat: number, person: number, at: number): Stepped {
      const next = log.lastSeq(chat) + 1;
      seats.take(chat, person, { rank: 'member', from: next, read: next - 1 });
      return record({ chat, by: person, at }, { joined: [personId(person)], left: [] });
    },
    displace(chat: number, person: number, at: number): Stepped {
      seats.leave(chat, person, log.lastSeq(chat));
      return record({ chat, by: person, at }, { joined: [], left: [personId(person)] });
    },
    /** The port's own. */
    steps: {
      addGroup: (wanted: NewGroup) =>
        keys.once(
          rowOf(wanted.members[0] ?? ''),
          wanted.keyed,
          () => addGroup(wanted),
          (id) => (id === 'taken' ? undefined : { chat: id }),
        ),
      changeMembers: (step: MembersStep) =>
        keys.once(rowOf(step.by), step.keyed, () => changeMembers(step), placeOf),
      setRank: (step: Args<'setRank'>) =>
        keys.once(rowOf(step.by), step.keyed, () => setRank(step), placeOf),
      muteMember: (step: Args<'muteMember'>) =>
        keys.once(rowOf(step.by), step.keyed, () => muteMember(step), placeOf),
      changeGroup: (step: Args<'changeGroup'>) =>
        keys.once(rowOf(step.by), step.keyed, () => changeGroup(step), placeOf),
      /** Their members leave, and with the last one they are closed. */
      closeAbandoned(before: number): ChatId[] {
        const found = (abandoned.all(before) as { id: number }[]).map(({ id }) => id);
        for (const chat of found) {
          const last = log.lastSeq(chat);
          for (const { person } of unseat.all(chat) as { person: number }[]) {
            seats.leave(chat, person, last);
          }
          names.releaseChat(chat);
          close.run(before, chat);
        }
        return found.map(chatId);
      },
    },
  };
}

/** The rows of these people, each once. */
function once(people: readonly PersonId[] = []): number[] {
  return [...new Set(people.map(personRow))];
}

export type SqliteGroups = ReturnType<typeof sqliteGroups>;
