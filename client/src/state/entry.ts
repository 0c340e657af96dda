import type { AnyPush, Entry, Push, PushType } from '../wire.ts';

/** Pushes that are entries of a log. */
type EntryPush = Push<Exclude<PushType, 'ChatRecv' | 'ReadRecv' | 'TypingRecv' | 'PresenceRecv'>>;

/** An entry of a chat, with what was said of the chat itself when it was pushed. */
export interface Heard {
  readonly chat: string;
  readonly chatname?: string | undefined;
  readonly groupchat?: boolean | undefined;
  readonly entry: Entry;
}

const KINDS: { readonly [T in EntryPush['type']]: Entry['kind'] } = {
  MessageRecv: 'message',
  GroupMessageRecv: 'message',
  MessageEditRecv: 'edit',
  MessageDeleteRecv: 'delete',
  ReactionRecv: 'reaction',
  MembersRecv: 'members',
  ChatChangeRecv: 'change',
};

/** The entry that a push is about, in the form that history has. */
export function heardIn(frame: AnyPush): Heard | undefined {
  if (!Object.hasOwn(KINDS, frame.type)) return undefined;
  const { type, chat, chatname, ...rest } = frame as EntryPush;
  const { groupchat, status: _, ...said } = rest as Partial<Push<'MessageRecv'>>;
  return { chat, chatname, groupchat, entry: { kind: KINDS[type], ...said } as Entry };
}
