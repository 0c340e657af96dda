import type { Entry, EntryOf, Last, Message } from '../wire.ts';
import { calls, callsAll } from './mentions.ts';
import { amended, indexOf } from './messages.ts';
import type { ChatState, KnownMember, Me } from './snapshot.ts';
import { without } from './snapshot.ts';

/** Beyond so many, nobody counts. */
const COUNTED = 100;
/** Characters of a last message that a list shows. */
const SHOWN = 200;

type Draft = { -readonly [Field in keyof ChatState]: ChatState[Field] } & { messages: Message[] };

/** The chat after these entries of its log, which come in order. Those that it has seen change nothing. */
export function withEntries(
  chat: ChatState,
  entries: readonly Entry[],
  me: Me | undefined,
): ChatState {
  const draft: Draft = { ...chat, messages: [...chat.messages] };
  for (const entry of entries) {
    if (entry.seq > draft.last_seq) step(draft, entry, me);
  }
  return trimmed(draft);
}

/** With no more messages than it is to keep. */
export function trimmed(chat: ChatState): ChatState {
  const excess = chat.messages.length - chat.keep;
  if (excess <= 0) return chat;
  const messages = chat.messages.slice(excess);
  return { ...chat, messages, from: (messages[0]?.seq ?? chat.last_seq + 1) - 1 };
}

/** Read up to there, by oneself: what is unread is counted anew, if it can be. */
export function readUpTo(chat: ChatState, seq: number, me: Me | undefined): ChatState {
  const read = { ...chat, read_seq: seq, stale: false };
  if (chat.from > seq || chat.counted > chat.last_seq) return { ...read, stale: true };
  // The last ones, since they come in order: there may be very many before them.
  const first = chat.messages.findLastIndex((message) => message.seq <= seq) + 1;
  const unread = chat.messages.slice(first).filter((message) => isUnread(message, me));
  const mentions = unread.filter((message) => isCall(message, me)).length;
  return {
    ...read,
    stale: chat.groupchat && unread.some((message) => callsAll(message.content)),
    unread: Math.min(COUNTED, unread.length),
    mentions: Math.min(COUNTED, mentions),
  };
}

function step(draft: Draft, entry: Entry, me: Me | undefined): void {
  draft.last_seq = entry.seq;
  // What the list has told already is not to be counted again.
  const isNews = entry.seq > draft.counted;
  if (isNews) draft.counted = entry.seq;
  switch (entry.kind) {
    case 'message':
      add(draft, entry, isNews, me);
      break;
    case 'members':
      membership(draft, entry, isNews, me);
      break;
    case 'change':
      if (isNews) change(draft, entry);
      break;
    default:
      amend(draft, entry, isNews, me);
  }
}

function change(draft: Draft, { name, topic, policy }: EntryOf<'change'>): void {
  if (name !== undefined) draft.chatname = name;
  if (topic !== undefined) draft.topic = topic;
  if (policy !== undefined) draft.policy = policy;
}

function add(
  draft: Draft,
  { reactions: _, ...message }: Message,
  isNews: boolean,
  me: Me | undefined,
): void {
  draft.messages.push(message);
  draft.typing = without(draft.typing, message.sender_id);
  if (!isNews) return;
  draft.last = lastOf(message);
  if (message.seq > draft.read_seq) count(draft, undefined, message, me);
}

function amend(
  draft: Draft,
  entry: EntryOf<'edit' | 'delete' | 'reaction'>,
  isNews: boolean,
  me: Me | undefined,
): void {
  const { target } = entry;
  const index = indexOf(draft.messages, target);
  const before = draft.messages[index];
  if (before) {
    const after = amended(before, entry, me?.id);
    draft.messages[index] = after;
    if (isNews && target > draft.read_seq) count(draft, before, after, me);
  } else if (isNews && target > draft.read_seq && entry.kind !== 'reaction') {
    draft.stale = true;
  }
  if (isNews && draft.last?.seq === target && !draft.last.deleted) {
    if (entry.kind === 'delete') draft.last = { ...draft.last, content: '', deleted: true };
    if (entry.kind === 'edit' && entry.content !== undefined) {
      draft.last = { ...draft.last, content: beginning(entry.content) };
    }
  }
}

function membership(
  draft: Draft,
  { joined, left, roles = [], muted = [] }: EntryOf<'members'>,
  isNews: boolean,
  me: Me | undefined,
): void {
  const members: Record<string, KnownMember> = { ...draft.members };
  for (const { id, username } of joined) members[id] ??= { id, username, role: 'member' };
  for (const { id } of left) delete members[id];
  for (const { id, username, role } of roles) members[id] = { ...members[id], id, username, role };
  for (const { id, until } of muted) {
    const { [id]: member } = members;
    if (member) members[id] = withMute(member, until);
  }
  draft.members = members;
  if (!isNews) return;
  // With the news of one's own coming came how many there are.
  const hasCome = joined.some(({ id }) => id === me?.id);
  if (draft.member_count !== undefined) {
    draft.member_count += (hasCome ? 0 : joined.length) - left.length;
  }
  const role = roles.find(({ id }) => id === me?.id)?.role;
  const mute = muted.find(({ id }) => id === me?.id);
  if (role) draft.role = role;
  if (mute) draft.muted_until = mute.until;
  // A list has no word for that one may write.
  if (draft.muted_until === 0) delete draft.muted_until;
}

function withMute(member: KnownMember, until: number): KnownMember {
  const { muted_until: _, ...rest } = member;
  return until > 0 ? { ...rest, muted_until: until } : rest;
}

/** The counts, after a message that was `before` has become `after`. */
function count(
  draft: Draft,
  before: Message | undefined,
  after: Message,
  me: Me | undefined,
): void {
  const unread = Number(isUnread(after, me)) - Number(isUnread(before, me));
  const mentions = Number(isCall(after, me)) - Number(isCall(before, me));
  // Whether everybody was called depends on who may call.
  const either = [before, after].filter((message) => isUnread(message, me));
  draft.stale ||= draft.groupchat && either.some((message) => callsAll(message?.content));
  // One less than more than anybody counts may be as many.
  if (unread < 0 && draft.unread >= COUNTED) draft.stale = true;
  if (mentions < 0 && draft.mentions >= COUNTED) draft.stale = true;
  draft.unread = Math.min(COUNTED, draft.unread + unread);
  draft.mentions = Math.min(COUNTED, draft.mentions + mentions);
}

function isUnread(message: Message | undefined, me: Me | undefined): boolean {
  return message !== undefined && !message.deleted && message.sender_id !== me?.id;
}

function isCall(message: Message | undefined, me: Me | undefined): boolean {
  return isUnread(message, me) && calls(message?.content, me?.username ?? '');
}

function lastOf({ seq, at, sender, sender_id, content = '', deleted }: Message): Last {
  const last = { seq, at, sender, sender_id, content: beginning(content) };
  return deleted ? { ...last, deleted } : last;
}

function beginning(content: string): string {
  return content.length > SHOWN ? Array.from(content).slice(0, SHOWN).join('') : content;
}
