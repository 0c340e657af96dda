import type { ChatState, Snapshot } from '@chateau/client';

/** The conversations as the list shows them. */
export interface Sections {
  readonly direct: readonly ChatState[];
  readonly groups: readonly ChatState[];
}

/**
 * The latest first. What is unread gets no other place, so that nothing moves when it is read. Conversations of two in
 * which nothing was ever said are left out, unless they are open or `isBegun`.
 */
export function sectionsOf(
  { chats }: Pick<Snapshot, 'chats'>,
  current?: string,
  isBegun: (chat: ChatState) => boolean = () => false,
): Sections {
  const direct: ChatState[] = [];
  const groups: ChatState[] = [];
  for (const chat of Object.values(chats)) {
    if (chat.groupchat) groups.push(chat);
    else if (chat.chat === current || chat.last || isBegun(chat)) direct.push(chat);
  }
  const timeOf = (chat: ChatState) => latest(chat, current);
  const order = (a: ChatState, b: ChatState) => timeOf(b) - timeOf(a) || byName(a, b);
  return { direct: direct.sort(order), groups: groups.sort(order) };
}

/** Above all dates, and yet a number to count with. */
const FIRST = Number.MAX_SAFE_INTEGER;

function latest({ chat, last }: ChatState, current?: string): number {
  return last?.at ?? (chat === current ? FIRST : 0);
}

function byName(a: ChatState, b: ChatState): number {
  if (a.chatname === b.chatname) return 0;
  return a.chatname < b.chatname ? -1 : 1;
}

/** The same conversations in the order that they had, those that came later after them. */
export function steady(
  before: readonly string[],
  chats: readonly ChatState[],
): readonly ChatState[] {
  const places = new Map(before.map((id, place) => [id, place]));
  const placeOf = ({ chat }: ChatState) => places.get(chat) ?? before.length;
  return chats.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** The first so many, and of the others what is open, and as many again that are unread. */
export function visible(
  chats: readonly ChatState[],
  most: number,
  current?: string,
): readonly ChatState[] {
  if (chats.length <= most) return chats;
  const others = chats.slice(most).filter((chat) => chat.chat === current || calls(chat));
  const open = others.findIndex(({ chat }) => chat === current);
  const last = open < most ? [] : others.slice(open, open + 1);
  return [...chats.slice(0, most), ...others.slice(0, most), ...last];
}

/** The conversation before or after this one in the list; round the end to the beginning. */
export function beside(
  snapshot: Pick<Snapshot, 'chats'>,
  current: string | undefined,
  step: 1 | -1,
  onlyUnread: boolean,
): ChatState | undefined {
  const { direct, groups } = sectionsOf(snapshot, current);
  const all = [...direct, ...groups];
  const here = all.findIndex(({ chat }) => chat === current);
  const start = here === -1 && step === -1 ? 0 : here;
  for (let n = 1; n <= all.length; n++) {
    const chat = all.at((start + step * n) % all.length);
    if (chat && chat.chat !== current && (!onlyUnread || calls(chat))) return chat;
  }
  return undefined;
}

/** Whether there is something to read that the person wants to hear of. */
function calls({ unread, notify }: ChatState): boolean {
  return unread > 0 && notify !== 'none';
}

/** The number that a row shows: of a conversation of two every message, of a group those that call one. */
export function countOf({ groupchat, unread, mentions, notify }: ChatState): number {
  if (notify === 'none') return 0;
  return groupchat ? mentions : unread;
}
