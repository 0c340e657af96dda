import { canonical } from '@chateau/protocol';
import { fold, type Hit, hasWord, type Search, type Searches } from '../../ports/search.ts';
import type { PersonId } from '../../ports/store.ts';
import { type MemoryChat, peerIn, seenBy } from './chats.ts';
import { isReadable } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';

const SIGNS = { link: /https?:\/\//, code: /`/ } as const;

/** Finding messages by looking through all of them. */
export function memorySearch({ chats, people }: MemoryHouse) {
  /** What somebody may see of a chat, in the form in which it is found. */
  function hitsIn(chat: MemoryChat, reader: PersonId): Hit[] {
    const peer = { id: peerIn(chat, reader) ?? '' };
    const name = chat.group?.name ?? people.label(peer).name;
    const isGroup = chat.group !== undefined;
    return seenBy(chat, reader).flatMap((entry) => {
      if (!isReadable(entry)) return [];
      const { position, seq, at, content } = entry;
      const sender = people.label({ id: entry.sender });
      return [{ position, chat: chat.id, name, isGroup, seq, at, sender, content }];
    });
  }

  const reads: Inside<Searches, 'search'> = {
    search(search) {
      const { reader, limit } = search;
      const all = chats.of(reader).flatMap(({ chat }) => hitsIn(chat, reader));
      const found = all.filter((hit) => isWanted(hit, search));
      found.sort((one, other) => other.position - one.position);
      return { hits: found.slice(0, limit), more: found.length > limit };
    },
  };
  return { reads };
}

function isWanted({ position, chat, name, at, sender, content }: Hit, search: Search): boolean {
  const { words, from, in: places, since = 0, until = Infinity, has = [] } = search;
  const text = fold(content);
  return (
    words.every((word) => hasWord(text, word)) &&
    has.every((sign) => SIGNS[sign].test(content)) &&
    (from?.includes(canonical(sender.name)) ?? true) &&
    (places?.includes(canonical(name)) ?? true) &&
    (search.chat ?? chat) === chat &&
    since <= at &&
    at < until &&
    position < (search.before ?? Infinity)
  );
}
