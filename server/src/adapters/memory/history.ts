import type { Entry, Logs, Page, Span } from '../../ports/logs.ts';
import type { PersonId } from '../../ports/store.ts';
import { type MemoryChat, peerIn, seenBy } from './chats.ts';
import { shown } from './entries.ts';
import type { Inside, MemoryHouse } from './house.ts';

interface Size {
  readonly limit: number;
  readonly bytes: number;
}

/** Reading logs. */
export function memoryHistory({ chats, people }: MemoryHouse) {
  function pageOf(chat: MemoryChat, reader: PersonId, span: Span, size: Size): Page | 'reset' {
    const lastSeq = chat.log.length;
    if ('after' in span && span.after > lastSeq) return 'reset';
    const all = seenBy(chat, reader).map((entry) => shown(people, chat, entry, reader));
    const messages = all.filter(({ kind }) => kind === 'message');
    if ('after' in span) {
      const later = all.filter(({ seq }) => seq > span.after);
      return { ...cut(later, size), lastSeq };
    }
    if ('before' in span) {
      const earlier = messages.filter(({ seq }) => seq < span.before).reverse();
      const { entries, more } = cut(earlier, size);
      return { entries: entries.reverse(), more, lastSeq };
    }
    const isLater = (entry: Entry) =>
      'around' in span ? entry.seq >= span.around : entry.at >= span.at;
    const middle = messages.findIndex(isLater);
    const entries = around(messages, middle < 0 ? messages.length : middle, size);
    return { entries, more: entries.length < messages.length, lastSeq };
  }

  const nameFor = (chat: MemoryChat, reader: PersonId) =>
    chat.group?.name ?? people.label({ id: peerIn(chat, reader) ?? '' }).name;

  const reads: Inside<Logs, 'history' | 'catchUp'> = {
    history({ reader, chat: id, span, limit, bytes }) {
      const chat = chats.seated(reader, id)?.chat;
      if (!chat) return undefined;
      const page = pageOf(chat, reader, span, { limit, bytes });
      return page === 'reset' ? page : { ...page, name: nameFor(chat, reader) };
    },
    catchUp({ reader, after, limit, bytes }) {
      const found: { chat: string; page: Page | 'reset' | undefined }[] = [];
      let left = bytes;
      for (const { chat: id, seq } of after) {
        if (left <= 0) break;
        const chat = chats.seated(reader, id)?.chat;
        const page = chat && pageOf(chat, reader, { after: seq }, { limit, bytes: left });
        found.push({ chat: id, page });
        if (typeof page === 'object') left -= sizeOf(page.entries);
      }
      return found;
    },
  };
  return { reads };
}

/** As many from the beginning as there is room for, but one. */
function cut(all: readonly Entry[], { limit, bytes }: Size): { entries: Entry[]; more: boolean } {
  let count = Math.min(all.length, limit);
  while (count > 1 && sizeOf(all.slice(0, count)) > bytes) count--;
  return { entries: all.slice(0, count), more: count < all.length };
}

/** Half of them before the middle, half from it on; what one half leaves free, the other takes. */
function around(all: readonly Entry[], middle: number, { limit, bytes }: Size): Entry[] {
  const half = Math.max(Math.ceil(limit / 2), limit - middle);
  let to = Math.min(all.length, middle + half);
  let from = Math.max(0, to - limit);
  while (to - from > 1 && sizeOf(all.slice(from, to)) > bytes) {
    if (middle - from >= to - middle) from++;
    else to--;
  }
  return all.slice(from, to);
}

const sizeOf = (entries: readonly Entry[]) => Buffer.byteLength(JSON.stringify(entries));
