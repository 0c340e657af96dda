import type { Pending } from '../session/outbox.ts';
import type { ListedChat, Message, Rank } from '../wire.ts';

/** Who one is. */
export interface Me {
  readonly id: string;
  readonly username: string;
  readonly role: 'moderator' | 'admin' | undefined;
  readonly display_name: string | undefined;
}

/** Somebody in a chat, as far as is known: lists of members come only when asked for. */
export interface KnownMember {
  readonly username: string;
  readonly id: string;
  readonly role: Rank;
  readonly muted_until?: number;
}

/** A chat as it is now for its reader. */
export interface ChatState extends ListedChat {
  /** In order: every message after `from`, as it is now. */
  readonly messages: readonly Message[];
  /** The messages known are those after this `seq`; 0: there are no earlier ones. */
  readonly from: number;
  /** So many messages stay when more come. */
  readonly keep: number;
  readonly members: Readonly<Record<string, KnownMember>>;
  /** How far others have read, by id. */
  readonly reads: Readonly<Record<string, number>>;
  /** Who is typing: usernames by id. */
  readonly typing: Readonly<Record<string, string>>;
  /** What the list said (unread, members, last …) holds as of this `seq`. */
  readonly counted: number;
  /** Counts, or what there is to say of the chat, are not known for sure: the list tells. */
  readonly stale: boolean;
}

/** All that a client knows, as plain data. `fold` makes the next one; none is ever changed. */
export interface Snapshot {
  readonly me: Me | undefined;
  readonly epoch: string | undefined;
  readonly chats: Readonly<Record<string, ChatState>>;
  /** Who is known to be online: usernames by id. */
  readonly online: Readonly<Record<string, string>>;
  /** What was said and has no answer yet. */
  readonly pending: readonly Pending[];
  /** How many messages of a chat stay by themselves. */
  readonly window: number;
}

/** Before anything has happened. */
export function emptySnapshot(window: number): Snapshot {
  return { me: undefined, epoch: undefined, chats: {}, online: {}, pending: [], window };
}

/** The chat, if it is one's own. */
export function chatIn(snapshot: Snapshot, id: string): ChatState | undefined {
  return Object.hasOwn(snapshot.chats, id) ? snapshot.chats[id] : undefined;
}

/** A chat of which nothing has been heard. */
export function newChat(
  id: string,
  from: number,
  { keep }: { readonly keep: number },
  view: Partial<ListedChat>,
): ChatState {
  return {
    chatname: '',
    groupchat: false,
    notify: 'all',
    shows_reads: false,
    last_seq: from,
    read_seq: from,
    unread: 0,
    mentions: 0,
    ...view,
    chat: id,
    messages: [],
    from,
    keep,
    members: {},
    reads: {},
    typing: {},
    counted: from,
    // Of a chat that is only heard of, the list has more to tell.
    stale: view.groupchat ? view.policy === undefined : view.peer === undefined,
  };
}

/** A copy without one of its keys. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _, ...rest } = record;
  return rest;
}
