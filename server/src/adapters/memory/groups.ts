import type { Groups, MembersStep, NewGroup, Rank, Seen } from '../../ports/groups.ts';
import type { GroupChange } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { type Group, isGroup, type MemorySteps } from './steps.ts';

type Step<Name extends keyof Groups> = Parameters<Groups[Name]>[0];

/** Groups: who is in them, what they may, what they are called. */
export function memoryGroups({
  people,
  names,
  chats,
  keys,
  steps,
}: MemoryHouse & { readonly steps: MemorySteps }) {
  /** The group, while things there are as whoever decided has seen them. */
  function asSeen(
    { chat: id, by, seen }: { chat: string; by: PersonId; seen: Seen },
    target?: PersonId,
  ): Group | undefined {
    const chat = chats.get(id);
    if (!isGroup(chat)) return undefined;
    const rankOf = (person: PersonId): Rank | undefined => chat.seats.get(person)?.rank;
    const isSo = rankOf(by) === seen.rank;
    return isSo && (target === undefined || rankOf(target) === seen.target) ? chat : undefined;
  }

  function addGroup({ name: claim, members, topic = '', policy = 'invite' }: NewGroup) {
    const joining = members.map(people.known).filter(({ isErased }) => !isErased);
    if (names.isTaken(claim)) return 'taken';
    const chat = chats.add({ name: claim.name, topic, policy });
    names.give(claim, chat.id);
    for (const [at, { id }] of joining.entries()) chats.take(chat, id, at ? 'member' : 'owner');
    return chat.id;
  }

  function changeMembers(step: MembersStep) {
    const about = 'target' in step.seen ? step.leave?.[0] : undefined;
    const chat = asSeen(step, about);
    if (!chat || (step.seen.rank === undefined && chat.group.policy !== 'open')) return 'changed';
    const join = [...new Set(step.join)].filter((id) => people.present(id) && !chat.seats.has(id));
    const leave = [...new Set(step.leave)].filter((id) => chat.seats.has(id));
    if (join.length + leave.length === 0) return 'unchanged';
    const count = chat.seats.size - leave.length + join.length;
    if (join.length > 0 && count > step.most) return 'full';
    return steps.move(chat, step, { join, leave });
  }

  function setRank(step: Step<'setRank'>) {
    const { person, rank } = step;
    const chat = asSeen(step, person);
    const seat = chat?.seats.get(person);
    if (!chat || !seat) return 'changed';
    if (seat.rank === rank) return 'unchanged';
    const former = [...chat.seats].filter(([, one]) => rank === 'owner' && one.rank === 'owner');
    for (const [, one] of former) one.rank = 'moderator';
    seat.rank = rank;
    const moderators = former.map(([id]) => ({ id, role: 'moderator' as const }));
    const roles = [{ id: person, role: rank }, ...moderators];
    return steps.record(chat, step, { joined: [], left: [], roles });
  }

  function muteMember(step: Step<'muteMember'>) {
    const { person: id, until } = step;
    const chat = asSeen(step, id);
    if (!chat?.seats.has(id)) return 'changed';
    chat.mutes.set(id, until);
    return steps.record(chat, step, { joined: [], left: [], muted: [{ id, until }] });
  }

  function changeGroup(step: Step<'changeGroup'>) {
    const chat = asSeen(step);
    if (!chat || step.seen.rank === undefined) return 'changed';
    const { name: claim, topic, policy } = step;
    const { group } = chat;
    if (claim && names.isTaken(claim, chat.id)) return 'taken';
    const change: GroupChange = {
      ...(claim && claim.name !== group.name && { name: claim.name }),
      ...(topic !== undefined && topic !== group.topic && { topic }),
      ...(policy !== undefined && policy !== group.policy && { policy }),
    };
    if (Object.keys(change).length === 0) return 'unchanged';
    if (claim) names.give(claim, chat.id);
    return steps.change(chat, step, change);
  }

  /** Whether nobody but guests is in it, all of whom have been away since. */
  function isAbandoned({ seats, group }: Group, before: number): boolean {
    const members = [...seats.keys()].map(people.known);
    const isGone = members.every(({ account, seenAt }) => !account && seenAt < before);
    return group.directoryKey === undefined && isGone;
  }

  const writes: Inside<
    Groups,
    'addGroup' | 'changeMembers' | 'setRank' | 'muteMember' | 'changeGroup' | 'closeAbandoned'
  > = {
    addGroup: (group) =>
      keys.once(
        group.members[0] ?? '',
        group.keyed,
        () => addGroup(group),
        (chat) => (chat === 'taken' ? undefined : { chat }),
      ),
    changeMembers: (step) => keys.once(step.by, step.keyed, () => changeMembers(step)),
    setRank: (step) => keys.once(step.by, step.keyed, () => setRank(step)),
    muteMember: (step) => keys.once(step.by, step.keyed, () => muteMember(step)),
    changeGroup: (step) => keys.once(step.by, step.keyed, () => changeGroup(step)),
    closeAbandoned(before) {
      const found = chats
        .all()
        .filter(isGroup)
        .filter((chat) => isAbandoned(chat, before));
      for (const chat of found) {
        for (const person of [...chat.seats.keys()]) chats.leave(chat, person);
        names.release(chat.id);
      }
      return found.map(({ id }) => id);
    },
  };
  return { writes };
}
