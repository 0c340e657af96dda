import type { ListedChat, Member, Push, Somebody, Welcome } from '../wire.ts';
import { readUpTo, trimmed, withEntries } from './entries.ts';
import { heardIn } from './entry.ts';
import type { StateEvent } from './event.ts';
import { amended, indexOf, isAmendment } from './messages.ts';
import {
  type ChatState,
  chatIn,
  emptySnapshot,
  type KnownMember,
  newChat,
  type Snapshot,
  without,
} from './snapshot.ts';

type EventOf<T extends StateEvent['type']> = Extract<StateEvent, { type: T }>;

/** The next snapshot after something has happened. What changes nothing gives back the same one. */
export function fold(snapshot: Snapshot, event: StateEvent): Snapshot {
  switch (event.type) {
    case 'RegisterResponse':
    case 'ResumeResponse':
    case 'AccountCreateResponse':
      return welcomed(snapshot, event);
    case 'Reset':
      return { ...emptySnapshot(snapshot.window), pending: snapshot.pending };
    case 'Outbox':
      return { ...snapshot, pending: event.pending };
    case 'Listed':
      return listed(snapshot, event);
    case 'GroupMessageInitResponse':
    case 'SingleMessageInitResponse':
      return event.status === 201 ? invited(snapshot, event) : snapshot;
    case 'Entries':
      return told(snapshot, event);
    case 'CaughtUp':
      return change(snapshot, event.chat, (chat) => caughtUp(chat, event.last_seq));
    case 'ChatReset':
      return change(snapshot, event.chat, (chat) => emptied(chat, event.last_seq));
    case 'Page':
      return change(snapshot, event.chat, (chat) => withPage(chat, event, snapshot.me?.id));
    case 'Keep':
      return change(snapshot, event.chat, (chat) => trimmed({ ...chat, keep: event.keep }));
    case 'ChatRecv':
      return viewed(snapshot, event);
    case 'ReadRecv':
      return read(snapshot, event);
    case 'TypingRecv':
      return change(snapshot, event.chat, (chat) => withTyping(chat, event));
    case 'PresenceRecv':
      return present(snapshot, [event]);
    case 'PresenceResponse':
      return present(snapshot, event.people);
    case 'MemberListResponse':
      return withMembers(snapshot, event);
    default: {
      const heard = heardIn(event);
      if (!heard) return snapshot;
      return told(snapshot, { type: 'Entries', ...heard, entries: [heard.entry] });
    }
  }
}

/** On a new connection nothing is known of who is online. */
function welcomed(
  snapshot: Snapshot,
  { id, username, role, display_name, epoch }: Welcome,
): Snapshot {
  return { ...snapshot, me: { id, username, role, display_name }, epoch, online: {} };
}

function listed(snapshot: Snapshot, { chats }: EventOf<'Listed'>): Snapshot {
  const all = { ...snapshot.chats };
  for (const { start, ...view } of chats) {
    const known = chatIn(snapshot, view.chat);
    const isKnown = known && !isBlank(known);
    const from = start ?? view.last_seq;
    const chat = isKnown ? known : newChat(view.chat, from, { keep: snapshot.window }, {});
    all[view.chat] = recounted(chat, view);
  }
  const peers = chats.flatMap(({ peer }) => (peer ? [peer] : []));
  return present({ ...snapshot, chats: all }, peers);
}

/** What the list says of a chat, unless more than that has been folded already. */
function recounted(chat: ChatState, { last_seq: counted, ...view }: ListedChat): ChatState {
  if (counted < chat.counted) return chat;
  const { muted_until: _, last: __, ...known } = chat;
  return { ...known, ...view, counted, stale: false };
}

function invited(
  snapshot: Snapshot,
  event: EventOf<'GroupMessageInitResponse' | 'SingleMessageInitResponse'>,
): Snapshot {
  const { type, chat, chatname } = event;
  const groupchat = type === 'GroupMessageInitResponse';
  const view = { type: 'ChatRecv', chat, chatname, groupchat } as const;
  return viewed(snapshot, groupchat ? { ...view, member_count: event.member_count } : view);
}

function told(
  snapshot: Snapshot,
  { chat: id, entries, chatname, groupchat }: EventOf<'Entries'>,
): Snapshot {
  const [first] = entries;
  if (!first) return snapshot;
  const from = first.seq - 1;
  const known = chatIn(snapshot, id) ?? newChat(id, from, { keep: snapshot.window }, {});
  const isNews = first.seq > known.counted;
  const chat = {
    ...known,
    ...(isBlank(known) && { from, last_seq: from, read_seq: from }),
    ...(isNews && chatname !== undefined && { chatname }),
    ...(groupchat !== undefined && { groupchat }),
  };
  return put(snapshot, withEntries(chat, entries, snapshot.me));
}

/** Nothing was said in it that one knows of: it begins with what is heard first. */
function isBlank(chat: ChatState): boolean {
  return chat.last_seq === 0 && chat.counted === 0;
}

function caughtUp(chat: ChatState, last_seq: number): ChatState {
  if (last_seq <= chat.last_seq) return chat;
  return { ...chat, last_seq, counted: Math.max(chat.counted, last_seq) };
}

function emptied(chat: ChatState, last_seq: number): ChatState {
  const position = { last_seq, from: last_seq, counted: last_seq };
  return { ...chat, ...position, messages: [], reads: {}, stale: true };
}

function withPage(
  chat: ChatState,
  { messages, before, more, since }: EventOf<'Page'>,
  reader: string | undefined,
): ChatState {
  // So many have come meanwhile that the page does not reach to what is left.
  if (chat.from >= before) return chat;
  const earlier = messages.filter(({ seq }) => seq <= chat.from);
  for (const entry of since) {
    if (!isAmendment(entry)) continue;
    const index = indexOf(earlier, entry.target);
    const message = earlier[index];
    if (message) earlier[index] = amended(message, entry, reader);
  }
  // At once: to spread them is to take one by one however many there are.
  const all = earlier.concat(chat.messages);
  const from = more ? (all[0]?.seq ?? chat.from + 1) - 1 : 0;
  return { ...chat, messages: all, from, keep: Math.max(chat.keep, all.length) };
}

function viewed(snapshot: Snapshot, { type: _, ...event }: EventOf<'ChatRecv'>): Snapshot {
  const { chat: id, gone, ...view } = event;
  if (gone) return drop(snapshot, id);
  const known = chatIn(snapshot, id);
  const isKnown = known && !isBlank(known);
  const all = { ...known, ...view };
  const chat = isKnown ? { ...known, ...view } : newChat(id, 0, { keep: snapshot.window }, all);
  // Said by a push that one may write again; a list has no word for it.
  if (chat.muted_until === 0) delete chat.muted_until;
  const next = put(snapshot, chat);
  return view.peer ? present(next, [view.peer]) : next;
}

function read(snapshot: Snapshot, { chat: id, id: reader, seq }: EventOf<'ReadRecv'>): Snapshot {
  return change(snapshot, id, (chat) =>
    reader === snapshot.me?.id
      ? readUpTo(chat, seq, snapshot.me)
      : { ...chat, reads: { ...chat.reads, [reader]: seq } },
  );
}

function withTyping(chat: ChatState, { id, username, on }: Push<'TypingRecv'>): ChatState {
  if (on) return { ...chat, typing: { ...chat.typing, [id]: username } };
  return Object.hasOwn(chat.typing, id) ? { ...chat, typing: without(chat.typing, id) } : chat;
}

function present(
  snapshot: Snapshot,
  people: readonly (Somebody & { readonly online: boolean })[],
): Snapshot {
  if (people.length === 0) return snapshot;
  const online: Record<string, string> = { ...snapshot.online };
  const byId = new Map(people.map((person) => [person.id, person]));
  for (const { id, username, online: isOnline } of people) {
    if (isOnline) online[id] = username;
    else delete online[id];
  }
  const talking: Record<string, ChatState> = {};
  for (const chat of Object.values(snapshot.chats)) {
    const now = chat.peer && byId.get(chat.peer.id);
    if (!now || !chat.peer) continue;
    const { username, online: isOnline } = now;
    const peer = { ...chat.peer, username, online: isOnline };
    talking[chat.chat] = { ...chat, chatname: username, peer };
  }
  return { ...snapshot, online, chats: { ...snapshot.chats, ...talking } };
}

function withMembers(
  snapshot: Snapshot,
  { chat: id, members, member_count }: EventOf<'MemberListResponse'>,
): Snapshot {
  const known = Object.fromEntries(members.map((member) => [member.id, knownMember(member)]));
  const next = change(snapshot, id, (chat) => ({
    ...chat,
    member_count,
    members: { ...chat.members, ...known },
  }));
  return present(next, members);
}

function knownMember({ online: _, ...member }: Member): KnownMember {
  return member;
}

function change(snapshot: Snapshot, id: string, next: (chat: ChatState) => ChatState): Snapshot {
  const chat = chatIn(snapshot, id);
  if (!chat) return snapshot;
  const changed = next(chat);
  return changed === chat ? snapshot : put(snapshot, changed);
}

function put(snapshot: Snapshot, chat: ChatState): Snapshot {
  return { ...snapshot, chats: { ...snapshot.chats, [chat.chat]: chat } };
}

function drop(snapshot: Snapshot, id: string): Snapshot {
  if (!chatIn(snapshot, id)) return snapshot;
  return { ...snapshot, chats: without(snapshot.chats, id) };
}
