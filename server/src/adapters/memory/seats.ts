import { canonical } from '@chateau/protocol';
import type { Groups } from '../../ports/groups.ts';
import { peerIn } from './chats.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { page } from './people.ts';
import { type Group, isGroup } from './steps.ts';

/** Who sits where, and where one may take a seat. */
export function memorySeats({ people, chats }: MemoryHouse) {
  const isOpen = (chat: Group) => chat.group.policy === 'open';
  const canonOf = (chat: Group) => canonical(chat.group.name);
  const openOnes = () => chats.all().filter(isGroup).filter(isOpen);

  function listed({ id: chat, group, seats }: Group) {
    return { chat, name: group.name, topic: group.topic, memberCount: seats.size };
  }

  const reads: Inside<Groups, 'seat' | 'rankOf' | 'members' | 'findOpenGroup' | 'openGroups'> = {
    seat(person, id) {
      const sitting = chats.seated(person, id);
      if (!sitting) return undefined;
      const { chat, seat } = sitting;
      const place = { chat: id, rank: seat.rank, mutedUntil: chat.mutes.get(person) ?? 0 };
      if (chat.group) {
        const { name, policy, topic } = chat.group;
        return { ...place, name, group: { policy, topic, memberCount: chat.seats.size } };
      }
      const peer = people.label({ id: peerIn(chat, person) ?? '' });
      return { ...place, name: peer.name, peer };
    },
    rankOf: (chat, person) => chats.seated(person, chat)?.seat.rank,
    members(id, after, limit) {
      const chat = chats.get(id);
      const all = [...(chat?.seats ?? [])].map(([person, { rank }]) => ({
        ...people.label({ id: person }),
        rank,
        mutedUntil: chat?.mutes.get(person) ?? 0,
      }));
      return page(all, after, limit);
    },
    findOpenGroup(which) {
      const found = openOnes().find((chat) =>
        'chat' in which ? chat.id === which.chat : canonOf(chat) === which.canon,
      );
      return found && listed(found);
    },
    openGroups({ reader, part, after = '', limit }) {
      const found = openOnes().filter(
        (chat) => canonOf(chat).includes(part) && canonOf(chat) > after,
      );
      found.sort((one, other) => (canonOf(one) < canonOf(other) ? -1 : 1));
      return found
        .slice(0, limit)
        .map((chat) => ({ ...listed(chat), isMember: chat.seats.has(reader) }));
    },
  };
  return { reads };
}
