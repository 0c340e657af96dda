import type { Appended, Denied, Logs, Mentions, NewMessage } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import { type MemoryChat, seenBy } from './chats.ts';
import { denial, denialOf } from './denials.ts';
import { isReadable } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';

/** Messages, and the conversations that they begin. */
export function memoryLogs(house: MemoryHouse) {
  const { chats, people, keys } = house;

  /** Where it goes. A conversation is begun only by what will be stored in it. */
  function destination({ to, sender, at, replyTo }: NewMessage): MemoryChat | Denied {
    if ('chat' in to) return chats.seated(sender, to.chat)?.chat ?? 'gone';
    const found = chats.findDirect(sender, to.direct);
    if (found) return found;
    if (to.direct === sender || !people.present(to.direct)) return 'gone';
    const why = denialOf(house, sender, to.direct, at);
    if (why) return why;
    return replyTo === undefined ? chats.direct(sender, to.direct).chat : 'target';
  }

  function store(message: NewMessage): Appended | Denied {
    const { sender, content, at, replyTo, mentions } = message;
    const chat = destination(message);
    if (typeof chat === 'string') return chat;
    const why = denial(house, chat, sender, at);
    if (why) return why;
    const target = seenBy(chat, sender).find(({ seq }) => seq === replyTo);
    if (replyTo !== undefined && !isReadable(target)) return 'target';
    const whom = called(house, chat, mentions);
    const start = { kind: 'message', reactions: new Map() } as const;
    return chats.append(chat, { ...start, sender, content, at, replyTo, ...whom });
  }

  const writes: Inside<Logs, 'openDirect' | 'append'> = {
    openDirect: ({ person, other, keyed }) =>
      keys.once(
        person,
        keyed,
        () => {
          for (const one of [person, other]) people.known(one);
          const { chat, created } = chats.direct(person, other);
          return { chat: chat.id, created };
        },
        ({ chat }) => ({ chat }),
      ),
    append: (message) => keys.once(message.sender, message.keyed, () => store(message)),
  };

  const reads: Inside<Logs, 'findDirect' | 'findMessage'> = {
    findDirect: (one, other) => chats.findDirect(one, other)?.id,
    findMessage(reader, id, seq) {
      const chat = chats.get(id);
      const entry = chat && seenBy(chat, reader).find((each) => each.seq === seq);
      if (entry?.kind !== 'message') return undefined;
      return { sender: entry.sender, isDeleted: !isReadable(entry) };
    },
  };

  return { writes, reads };
}

/** Those of the names that people in the chat have now. */
export function called(
  { names }: MemoryHouse,
  { seats }: MemoryChat,
  mentions: Mentions | undefined,
): { called: Set<PersonId>; callsAll: boolean } {
  const holders = (mentions?.names ?? []).flatMap((canon) => names.holder({ canon }) ?? []);
  return {
    called: new Set(holders.filter((holder) => seats.has(holder))),
    callsAll: mentions?.everybody ?? false,
  };
}
