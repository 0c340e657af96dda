import type { Entry } from '../wire.ts';
import { chatOf, type Handlers, Refused } from './desk.ts';
import { type FakeChat, type FakePerson, listed, somebody } from './house.ts';

const MOST = 200;

/** What there is to read, and how far one has read. */
export const reading: Handlers = {
  ChatListRequest(desk, person, { after, limit }) {
    const chats = desk.house.chatsOf(person);
    const from = after === undefined ? 0 : chats.findIndex(({ id }) => id === after) + 1;
    const { items, more } = page(chats.slice(from), limit);
    const rows = items.map((chat) => listed(chat, person, (other) => desk.isOnline(other)));
    return { type: 'ChatListResponse', status: 200, chats: rows, ...more };
  },

  HistoryRequest(desk, person, request) {
    const { chat: id, chatname, limit } = request;
    const named = desk.house.chatsOf(person).find((chat) => chat.nameFor(person) === chatname);
    const chat = chatOf(desk, person, id ?? named?.id);
    const { lastSeq } = chat.log;
    if ((request.after ?? 0) > lastSeq) throw new Refused('reset');
    const about = { chat: chat.id, chatname: chat.nameFor(person), last_seq: lastSeq };
    const answer = { type: 'HistoryResponse', status: 200, ...about };
    if (request.after !== undefined) {
      const { items, more } = page(visible(chat, person, request.after), limit);
      return { ...answer, entries: items, ...more };
    }
    const messages = seen(chat, person, chat.log.messages(person.id));
    if (request.around !== undefined) {
      const middle = messages.findIndex(({ seq }) => seq >= (request.around ?? 0));
      const half = Math.floor((limit ?? MOST) / 2);
      const entries = messages.slice(Math.max(0, middle - half), middle + half);
      return { ...answer, entries, ...(entries.length < messages.length && { more: true }) };
    }
    const before = messages.filter(({ seq }) => seq < (request.before ?? Infinity));
    const { items, more } = page(before.toReversed(), limit);
    return { ...answer, entries: items.toReversed(), ...more };
  },

  CatchUpRequest(desk, person, { chats: positions }) {
    const chats: object[] = [];
    const [reset, gone]: [string[], string[]] = [[], []];
    for (const [id, after] of Object.entries(positions)) {
      const chat = desk.house.chats.get(id);
      if (!chat?.seats.has(person.id)) gone.push(id);
      else if (after > chat.log.lastSeq) reset.push(id);
      else {
        const { items, more } = page(visible(chat, person, after), undefined);
        chats.push({ chat: id, entries: items, last_seq: chat.log.lastSeq, ...more });
      }
    }
    return { type: 'CatchUpResponse', status: 200, chats, reset, gone };
  },

  ReadRequest(desk, person, { chat: id, seq, back = false }) {
    const chat = chatOf(desk, person, id);
    const seat = chat.seats.get(person.id);
    if (!seat) throw new Refused('not_found');
    const upTo = Math.min(seq, chat.log.lastSeq);
    if (back || upTo > seat.readSeq) {
      seat.readSeq = upTo;
      const push = { type: 'ReadRecv', chat: id, ...somebody(person), seq: upTo };
      for (const other of seat.showsReads && !back ? chat.seats.values() : [seat]) {
        desk.push(other.person, push, 'read');
      }
    }
    return { type: 'ReadResponse', status: 200, chat: id, seq: seat.readSeq };
  },

  TypingRequest(desk, person, { chat: id, on = true }) {
    for (const other of chatOf(desk, person, id).seats.values()) {
      if (other.person === person) continue;
      desk.push(other.person, { type: 'TypingRecv', chat: id, ...somebody(person), on }, 'typing');
    }
    return { type: 'TypingResponse', status: 200 };
  },

  ChatPreferenceRequest(desk, person, { chat: id, notify, shows_reads }) {
    const seat = chatOf(desk, person, id).seats.get(person.id);
    if (seat && notify !== undefined) seat.notify = notify;
    if (seat && shows_reads !== undefined) seat.showsReads = shows_reads;
    desk.push(person, { type: 'ChatRecv', chat: id, notify, shows_reads }, 'chats');
    return { type: 'ChatPreferenceResponse', status: 200, chat: id };
  },

  SearchRequest(desk, person, { query, chat: only, before = Infinity, limit }) {
    const hits = desk.house
      .chatsOf(person)
      .filter(({ id }) => only === undefined || id === only)
      .flatMap((chat) => hitsIn(chat, person, query))
      .filter(({ position }) => position < before)
      .toSorted((one, other) => other.position - one.position);
    const { items, more } = page(hits, limit);
    const next = more.more && { next: items.at(-1)?.position };
    return { type: 'SearchResponse', status: 200, hits: items, ...more, ...next };
  },
};

function hitsIn(chat: FakeChat, person: FakePerson, query: string) {
  return seen(chat, person, chat.log.messages(person.id)).flatMap((message) => {
    const { content, kind: _, reactions: __, ...said } = message;
    if (!content?.includes(query)) return [];
    const about = { chat: chat.id, chatname: chat.nameFor(person), groupchat: chat.isGroup };
    const snippet = content.replace(query, `\u{e000}${query}\u{e001}`);
    return [{ ...about, ...said, snippet, position: message.at * 1_000 + message.seq }];
  });
}

function visible(chat: FakeChat, person: FakePerson, after: number): Entry[] {
  return seen(chat, person, chat.log.after(after, person.id));
}

/** What was said while they were in it. */
function seen<E extends { readonly seq: number }>(
  chat: FakeChat,
  person: FakePerson,
  entries: readonly E[],
): E[] {
  const from = chat.seats.get(person.id)?.from ?? 0;
  return entries.filter(({ seq }) => seq > from);
}

/** The first of them, and whether there are more. */
export function page<T>(items: readonly T[], limit: number | undefined) {
  const size = Math.max(1, Math.min(limit ?? MOST, MOST));
  const more = items.length > size ? { more: true as const } : {};
  return { items: items.slice(0, size), more };
}
