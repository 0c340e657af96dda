import { type Frame, type FrameOf, WIRE } from '@chateau/protocol';
import { membersFields, somebody } from '../chat/entries.ts';
import type { Amended, Message, Preference, Said } from '../ports/bus.ts';
import type { Stepped } from '../ports/groups.ts';
import type { GroupChange, MembersChange } from '../ports/logs.ts';
import type { Chat, ChatId, PersonName } from '../ports/store.ts';

/** What has happened, as the frames that say so. Each is made once, however many read it. */

type MessageFields = Omit<FrameOf<'GroupMessageRecv'>, 'type' | 'reply_to'> & {
  type: Said;
  reply_to?: number;
};

export function messagePush(
  type: Said,
  { chat, seq, at, sender, content, replyTo, isFirst }: Message,
  chatname: string,
  groupchat: boolean,
): string {
  const fields: MessageFields = {
    type,
    // Of the two pushes, one says that the chat is new to its receiver.
    status: type === 'GroupMessageRecv' && isFirst ? 201 : 200,
    sender: sender.name,
    sender_id: sender.id,
    content,
    chatname,
    groupchat,
    chat,
    seq,
    at,
  };
  // Neither spread nor left `undefined`: either costs more than a field.
  if (replyTo !== undefined) fields.reply_to = replyTo;
  return JSON.stringify(fields);
}

export function amendedPush(amended: Amended, chatname: string): string {
  const { chat, seq, at, sender, target, change } = amended;
  const placed = { chat, chatname, seq, at, sender: sender.name, sender_id: sender.id, target };
  switch (change.kind) {
    case 'edit':
      return encode({ type: 'MessageEditRecv', ...placed, content: change.content });
    case 'delete':
      return encode({ type: 'MessageDeleteRecv', ...placed });
    case 'reaction':
      return encode({
        type: 'ReactionRecv',
        ...placed,
        reaction: change.reaction,
        on: change.on,
      });
    default:
      return change satisfies never;
  }
}

export function steppedPush(step: Stepped, sender: PersonName): string {
  const { chat, name: chatname, seq, at, change } = step;
  const placed = { chat, chatname, seq, at, sender: sender.name, sender_id: sender.id };
  return isMembersChange(change)
    ? encode({ type: 'MembersRecv', ...placed, ...membersFields(change) })
    : encode({ type: 'ChatChangeRecv', ...placed, ...change });
}

export function isMembersChange(change: MembersChange | GroupChange): change is MembersChange {
  return 'joined' in change;
}

/** For those who come into a group, at its beginning or later. */
export function groupPush(
  chat: Chat,
  sender: PersonName,
  others: readonly PersonName[],
  memberCount: number,
): string {
  return encode({
    type: 'GroupMessageInitResponse',
    status: 201,
    chatname: chat.name,
    chat: chat.id,
    sender: sender.name,
    recipients: others.slice(0, WIRE.listedRecipients).map(({ name }) => name),
    member_count: memberCount,
  });
}

export function directPush(chat: ChatId, chatname: string): string {
  return encode({ type: 'SingleMessageInitResponse', status: 201, chatname, chat });
}

export function readPush(chat: ChatId, reader: PersonName, seq: number): string {
  return encode({ type: 'ReadRecv', chat, ...somebody(reader), seq });
}

export function typingPush(chat: ChatId, writer: PersonName, on: boolean): string {
  return encode({ type: 'TypingRecv', chat, ...somebody(writer), on });
}

export function presencePush(person: PersonName, online: boolean): string {
  return encode({ type: 'PresenceRecv', ...somebody(person), online });
}

export function chatPush(fields: Omit<FrameOf<'ChatRecv'>, 'type'>): string {
  return encode({ type: 'ChatRecv', ...fields });
}

/** For whoever has come into a group: what it is to them. */
export function groupViewPush(
  { id: chat, name: chatname }: Chat,
  role: 'owner' | 'member',
  memberCount: number,
): string {
  return chatPush({ chat, chatname, groupchat: true, role, member_count: memberCount });
}

export function preferencePush(chat: ChatId, { notify, showsReads }: Preference): string {
  return chatPush({
    chat,
    ...(notify !== undefined && { notify }),
    ...(showsReads !== undefined && { shows_reads: showsReads }),
  });
}

function encode(frame: Frame): string {
  return JSON.stringify(frame);
}
