import { type ChatView, COUNTED, type Marks, SHOWN } from '../../ports/marks.ts';
import type { PersonId } from '../../ports/store.ts';
import { type MemoryChat, type MemorySeat, peerIn, seenBy } from './chats.ts';
import { hasEnded } from './denials.ts';
import { isReadable, type MemoryEntry } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';
import { page } from './people.ts';

/** How far people have read, and what their chats look like to them. */
export function memoryMarks(house: MemoryHouse) {
  const { chats, people, keys } = house;

  function view(
    chat: MemoryChat,
    person: PersonId,
    { rank, readSeq, notify, showsReads }: MemorySeat,
    now: number,
  ): ChatView {
    const seen = seenBy(chat, person);
    const news = seen.filter(
      (entry) => isReadable(entry) && entry.sender !== person && entry.seq > readSeq,
    );
    const calls = news.filter(
      (entry) => isReadable(entry) && (entry.callsAll || entry.called.has(person)),
    );
    const last = lastOf(seen);
    return {
      chat: chat.id,
      ...faceOf(chat, person, rank, now),
      notify,
      showsReads,
      mutedUntil: chat.mutes.get(person) ?? 0,
      lastSeq: chat.log.length,
      readSeq,
      unread: Math.min(news.length, COUNTED),
      mentions: Math.min(calls.length, COUNTED),
      ...(last && { last }),
    };
  }

  /** What it is called, and who or what it is. */
  function faceOf(chat: MemoryChat, person: PersonId, rank: MemorySeat['rank'], now: number) {
    if (chat.group) {
      const { name, topic, policy } = chat.group;
      return { name, group: { rank, topic, policy, memberCount: chat.seats.size } };
    }
    const id = peerIn(chat, person) ?? '';
    const peer = people.label({ id });
    return { name: peer.name, peer: { ...peer, hasEnded: hasEnded(house, id, now) } };
  }

  function lastOf(seen: readonly MemoryEntry[]): ChatView['last'] {
    const entry = seen.findLast(({ kind }) => kind === 'message');
    if (!entry) return undefined;
    const { seq, at, sender } = entry;
    const content = isReadable(entry) ? [...entry.content].slice(0, SHOWN).join('') : '';
    const isDeleted = !isReadable(entry);
    return { seq, at, sender: people.label({ id: sender }), content, isDeleted };
  }

  const writes: Inside<Marks, 'markRead' | 'setPreference'> = {
    markRead({ person, chat: id, seq, back }) {
      const sitting = chats.seated(person, id);
      if (!sitting) return undefined;
      const { chat, seat } = sitting;
      const { readSeq: wasAt, showsReads } = seat;
      const wanted = Math.min(seq, chat.log.length);
      seat.readSeq = back ? wanted : Math.max(wanted, wasAt);
      return { seq: seat.readSeq, wasAt, showsReads };
    },
    setPreference({ person, chat, notify, showsReads, keyed }) {
      const set = () => {
        const seat = chats.seated(person, chat)?.seat;
        if (!seat) return 'gone';
        seat.notify = notify ?? seat.notify;
        seat.showsReads = showsReads ?? seat.showsReads;
        return 'set';
      };
      return keys.once(person, keyed, set, (outcome) => (outcome === 'set' ? {} : undefined));
    },
  };

  const reads: Inside<Marks, 'chatsOf'> = {
    chatsOf(person, after, limit, now) {
      const own = chats.of(person).map(({ chat, seat }) => ({ id: chat.id, chat, seat }));
      return page(own, after, limit).map(({ chat, seat }) => view(chat, person, seat, now));
    },
  };
  return { writes, reads };
}
